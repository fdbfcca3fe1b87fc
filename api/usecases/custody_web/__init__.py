"""Custody for the pages and the API: who may reach which exhibit, and acts that several requests make up."""
