"""When two papers are one traveller's: what is compared, how much each agreement says, and who may be united.

In come profiles, never raw text; out go bits with reasons, and groups. Every engine (the register's look-up, the batch)
follows these functions and this one link model. A nationality is compared here as one of the facts a paper states;
it is no input of any rule that decides about a person.
"""
