"""Cart to order, payments, parcels, claims, guest passwords, automated emails, shipping fees."""
