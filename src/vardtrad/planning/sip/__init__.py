"""SIP, samordnad individuell plan: one step, the call to the meeting. The smallest process beside SVU."""
