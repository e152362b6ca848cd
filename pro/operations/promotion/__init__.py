"""Operations that promote."""
