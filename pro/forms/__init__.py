"""What people enter on PRO's pages."""
