"""What stands in Word and Excel files: read once by a limited program, shown as text and tables."""
