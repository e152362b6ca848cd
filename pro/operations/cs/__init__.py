"""Operations for shoppers who wait."""
