"""What has to be done from time to time and waits for no request: reminders, mail, sweeping."""
