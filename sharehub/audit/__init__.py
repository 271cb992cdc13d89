"""The record of every act: written with it, before any effect of it leaves."""
