/**
 * A database with an object of nearly every type that pg_dump knows, and with values that are hard to count rows
 * around.
 */
export const VARIED_DATABASE = 'varied';

export const VARIED_SQL = `
CREATE SCHEMA shop;
CREATE SCHEMA "Odd Näme";
CREATE EXTENSION pgcrypto;
CREATE ROLE reader;
CREATE TYPE shop.mood AS ENUM ('calm','busy');
CREATE DOMAIN shop.positive AS integer CHECK (VALUE > 0);
CREATE TABLE shop.item (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, price shop.positive, mood shop.mood DEFAULT 'calm', notes text);
INSERT INTO shop.item (name, price, notes) SELECT 'item ' || n, n, CASE n % 3 WHEN 0 THEN NULL WHEN 1 THEN E'two\\nlines\\\\.\\n\\\\.\\n;' ELSE '$$ ''quoted'' -- /*' END FROM generate_series(1, 1234) n;
CREATE TABLE shop.empty_one (id serial, what bytea);
CREATE TABLE "Odd Näme"."ta""ble;" ("col,umn" text, "sel ect" int);
INSERT INTO "Odd Näme"."ta""ble;" VALUES ('a;b', 1), (E'tab\\there', 2), ('(x),(y)', 3);
CREATE TABLE shop.events (at date, what text) PARTITION BY RANGE (at);
CREATE TABLE shop.events_2025 PARTITION OF shop.events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE shop.events_2026 PARTITION OF shop.events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
INSERT INTO shop.events SELECT date '2025-06-01' + n, md5(n::text) FROM generate_series(0, 499) n;
CREATE VIEW shop.cheap AS SELECT * FROM shop.item WHERE price < 10;
CREATE MATERIALIZED VIEW shop.count AS SELECT count(*) FROM shop.item;
CREATE FUNCTION shop.touch() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN NEW.notes := 'a;b $$ '' '; RETURN NEW; END $body$;
CREATE TRIGGER touched BEFORE UPDATE ON shop.item FOR EACH ROW EXECUTE FUNCTION shop.touch();
CREATE FUNCTION shop.twice(n integer) RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN n > 0 THEN n * 2 ELSE 0 END; SELECT n * 2; END;
CREATE PROCEDURE shop.nothing() LANGUAGE sql AS 'SELECT 1; SELECT 2';
CREATE RULE keep AS ON DELETE TO shop.item DO INSTEAD (SELECT 1; SELECT 2);
CREATE INDEX item_name ON shop.item (lower(name));
COMMENT ON TABLE shop.item IS E'what is sold; \\\\! not a command\\n\\\\! echo no';
COMMENT ON COLUMN shop.item.name IS 'it''s "the" name';
GRANT SELECT ON shop.item TO reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA shop GRANT SELECT ON TABLES TO reader;
SELECT lo_from_bytea(0, repeat('large ', 20000)::bytea), lo_from_bytea(0, 'small'::bytea), lo_from_bytea(0, ''::bytea);
CREATE TABLE shop.wide AS SELECT n AS id, repeat(md5(n::text), 40) AS body FROM generate_series(1, 3000) n;
CREATE PUBLICATION everything FOR TABLE shop.item;
CREATE STATISTICS shop.both ON id, price FROM shop.item;
ALTER TABLE shop.item ENABLE ROW LEVEL SECURITY;
CREATE POLICY only_cheap ON shop.item FOR SELECT USING (price < 100);
CREATE TABLE shop.child (item integer REFERENCES shop.item(id), "when" timestamptz DEFAULT now());
COMMENT ON DATABASE varied IS 'a database';
GRANT CONNECT ON DATABASE varied TO reader;
`;
