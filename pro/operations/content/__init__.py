"""Operations on texts and pictures."""
