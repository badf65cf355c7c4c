"""What alarms, devices, screens and plans are, and the moves they allow; values and functions only."""
