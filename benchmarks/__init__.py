"""What bayesdx takes, as ratios beside other engines in one process."""
