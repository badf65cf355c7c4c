"""The presence check: is somebody there?"""
