"""Outline and rules -> facts: a module for each kind."""
