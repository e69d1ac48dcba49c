-- SPDX-License-Identifier: MIT
-- A ledger of version 1, as it lies on the disks of users: this text stays as it is.
CREATE TABLE account (account INTEGER PRIMARY KEY, provider TEXT NOT NULL, name TEXT NOT NULL,
  generation INTEGER NOT NULL DEFAULT 0, UNIQUE (provider, name)) STRICT;
CREATE TABLE holding (holding INTEGER PRIMARY KEY AUTOINCREMENT,
  account INTEGER NOT NULL REFERENCES account, region TEXT NOT NULL, address BLOB NOT NULL,
  family INTEGER AS (length(address)) VIRTUAL, id TEXT NOT NULL, label TEXT NOT NULL,
  bound INTEGER NOT NULL, generation INTEGER NOT NULL, first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL, absent_since INTEGER NOT NULL DEFAULT 0,
  released INTEGER NOT NULL DEFAULT 0, ptr_state INTEGER NOT NULL, ptr BLOB NOT NULL,
  ptr_ttl INTEGER, ptr_seen INTEGER NOT NULL, known_ptr BLOB NOT NULL DEFAULT x'',
  known_ttl INTEGER NOT NULL DEFAULT 0, checked INTEGER NOT NULL DEFAULT 0,
  class TEXT NOT NULL DEFAULT '', iprev TEXT NOT NULL DEFAULT '', dns_ptr TEXT NOT NULL DEFAULT '',
  UNIQUE (account, region, address, id)) STRICT;
CREATE INDEX holding_by_address ON holding (address);
CREATE INDEX holding_in_order ON holding (account, family, address, holding);
CREATE TABLE event (event INTEGER PRIMARY KEY AUTOINCREMENT,
  holding INTEGER NOT NULL REFERENCES holding ON DELETE CASCADE, at INTEGER NOT NULL,
  what TEXT NOT NULL, iprev TEXT NOT NULL, ptr TEXT NOT NULL) STRICT;
CREATE INDEX event_by_holding ON event (holding, at);
INSERT INTO account VALUES (1, 'openstack', 'p1', 3), (2, '', '', 1);
INSERT INTO holding VALUES
  (1, 1, 'R1', x'c000020a', 'R1:7', 'a "mail" \195', 1, 3, 1790000000, 1790200000, 0, 0, 2,
    x'046d61696c076578616d706c6503636f6d00', 300, 1790000000,
    x'046d61696c076578616d706c6503636f6d00', 300, 1790200000, 'held_ok', 'pass',
    'mail.example.com'),
  (2, 1, 'R1', x'c000020b', 'R1:8', '', 0, 1, 1790000000, 1790000000, 1790100000, 1790100000, 1,
    x'', NULL, 0, x'036f6c64076578616d706c6503636f6d00', 600, 1790200000, 'released_dangling',
    'fail', 'old.example.com'),
  (3, 2, '', x'20010db8000000000000000000000001', '', '', 0, 1, 1790000000, 1790000000, 1790200000,
    0, 0, x'', NULL, 0, x'', 0, 0, '', '', '');
INSERT INTO event VALUES (1, 1, 1790000000, 'held_missing', 'permerror', ''),
  (2, 1, 1790050000, 'ptr_set', '', 'mail.example.com'),
  (3, 1, 1790100000, 'held_ok', 'pass', 'mail.example.com'),
  (4, 2, 1790100000, 'released_dangling', 'fail', 'old.example.com');
PRAGMA application_id = 1178825284;
PRAGMA user_version = 1;
