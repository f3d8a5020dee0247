"""Who and where: units, townships, departments and the roles of people in them."""
