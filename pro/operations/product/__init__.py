"""Operations on products."""
