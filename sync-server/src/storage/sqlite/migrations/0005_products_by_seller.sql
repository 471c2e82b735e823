-- An import asks what else its sellers have. The id comes along, being the table's key.
create index products_by_seller on products (seller);
