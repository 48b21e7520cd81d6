#pragma once

namespace reasonscope::detail {

/// Format 1, which migrations() bring up to date, in a new file too; docs/session-format.md explains every column and blob.
inline constexpr const char* kTables = R"sql(
CREATE TABLE meta(
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE models(
  id INTEGER PRIMARY KEY,
  fingerprint TEXT NOT NULL UNIQUE,
  type TEXT NOT NULL,
  shape TEXT NOT NULL
) STRICT;

CREATE TABLE runs(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  model INTEGER NOT NULL REFERENCES models(id),
  created TEXT NOT NULL,
  state TEXT NOT NULL CHECK(state IN ('running', 'done', 'cancelled', 'failed', 'interrupted')),
  prompt TEXT NOT NULL,
  system TEXT NOT NULL,
  rendered_prompt TEXT NOT NULL,
  settings TEXT NOT NULL,
  seed INTEGER NOT NULL,
  dtype TEXT NOT NULL,
  device TEXT NOT NULL,
  model_name TEXT NOT NULL,
  model_path TEXT NOT NULL,
  program_version TEXT NOT NULL,
  prompt_tokens INTEGER NOT NULL,
  stop_reason TEXT NOT NULL DEFAULT '',
  first_token_ms REAL NOT NULL DEFAULT 0,
  seconds REAL NOT NULL DEFAULT 0,
  tokens_per_second REAL NOT NULL DEFAULT 0,
  thinking TEXT NOT NULL DEFAULT '',
  answer TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE tokens(
  run INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  token INTEGER NOT NULL,
  text BLOB NOT NULL,
  byte_begin INTEGER NOT NULL,
  byte_end INTEGER NOT NULL,
  generated INTEGER NOT NULL CHECK(generated IN (0, 1)),
  probability REAL,
  entropy REAL,
  milliseconds REAL,
  segments INTEGER NOT NULL DEFAULT 0,
  alternatives BLOB NOT NULL DEFAULT x'',
  PRIMARY KEY(run, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE segments(
  run INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
  idx INTEGER NOT NULL,
  first INTEGER NOT NULL,
  PRIMARY KEY(run, idx)
) STRICT, WITHOUT ROWID;

CREATE TABLE attention(
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL,
  position INTEGER NOT NULL,
  layers INTEGER NOT NULL,
  heads INTEGER NOT NULL,
  top_k INTEGER NOT NULL,
  segments INTEGER NOT NULL,
  mass BLOB NOT NULL,
  top BLOB NOT NULL,
  UNIQUE(run, position),
  FOREIGN KEY(run, position) REFERENCES tokens(run, position) ON DELETE CASCADE
) STRICT;

CREATE TABLE routers(
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL,
  position INTEGER NOT NULL,
  moe_layers INTEGER NOT NULL,
  experts INTEGER NOT NULL,
  top_k INTEGER NOT NULL,
  choice BLOB NOT NULL,
  scores BLOB NOT NULL,
  UNIQUE(run, position),
  FOREIGN KEY(run, position) REFERENCES tokens(run, position) ON DELETE CASCADE
) STRICT;

CREATE TABLE steps(
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
  idx INTEGER NOT NULL,
  source TEXT NOT NULL,
  class TEXT NOT NULL,
  confidence REAL NOT NULL,
  byte_begin INTEGER NOT NULL,
  byte_end INTEGER NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  text TEXT NOT NULL,
  UNIQUE(run, idx)
) STRICT;

CREATE TABLE edges(
  run INTEGER NOT NULL,
  method TEXT NOT NULL,
  step INTEGER NOT NULL,
  source INTEGER NOT NULL CHECK(source < step),
  weight REAL NOT NULL,
  control REAL NOT NULL,
  strongest INTEGER NOT NULL CHECK(strongest IN (0, 1)),
  grade TEXT NOT NULL,
  PRIMARY KEY(run, method, step, source),
  FOREIGN KEY(run, step) REFERENCES steps(run, idx) ON DELETE CASCADE,
  FOREIGN KEY(run, source) REFERENCES steps(run, idx) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX edges_by_step ON edges(run, step);
CREATE INDEX edges_by_source ON edges(run, source);

CREATE TABLE matrices(
  run INTEGER NOT NULL,
  method TEXT NOT NULL,
  step INTEGER NOT NULL,
  weights BLOB NOT NULL,
  PRIMARY KEY(run, method, step),
  FOREIGN KEY(run, step) REFERENCES steps(run, idx) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX matrices_by_step ON matrices(run, step);

CREATE VIRTUAL TABLE search USING fts5(text, run UNINDEXED, step UNINDEXED, tokenize = 'trigram');

INSERT INTO meta VALUES('format', 'reasonscope session');
)sql";

inline constexpr const char* kFormat1To2 = R"sql(
CREATE TABLE results(
  run INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  created TEXT NOT NULL,
  json TEXT NOT NULL,
  PRIMARY KEY(run, kind, key)
) STRICT, WITHOUT ROWID;

ALTER TABLE runs ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0 CHECK(hidden IN (0, 1));

CREATE TABLE branches(
  run INTEGER PRIMARY KEY REFERENCES runs(id) ON DELETE CASCADE,
  parent INTEGER REFERENCES runs(id) ON DELETE SET NULL,
  position INTEGER NOT NULL,
  kind TEXT NOT NULL,
  detail TEXT NOT NULL
) STRICT;
CREATE INDEX branches_by_parent ON branches(parent);

CREATE TABLE marks(
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs(id) ON DELETE CASCADE,
  step INTEGER,
  token INTEGER,
  kind TEXT NOT NULL CHECK(kind IN ('bookmark', 'note', 'tag')),
  text TEXT NOT NULL,
  CHECK((step IS NULL) <> (token IS NULL))
) STRICT;
CREATE INDEX marks_by_run ON marks(run);
)sql";

/// Who gave a step its class is kept, and what a published file's labels say is no longer called observed.
inline constexpr const char* kFormat2To3 = R"sql(
ALTER TABLE steps ADD COLUMN judge TEXT NOT NULL DEFAULT '';
UPDATE steps SET judge = 'labels' WHERE source <> 'prompt'
  AND run IN (SELECT r.id FROM runs r JOIN models m ON m.id = r.model WHERE m.type = 'imported');
UPDATE edges SET grade = 'labelled' WHERE method = 'depends-on';
)sql";

/// Of the newest format.
inline constexpr const char* kTableNames[] = {"meta",    "models", "runs",  "tokens",   "segments", "attention",
                                              "routers", "steps",  "edges", "matrices", "search", "results", "branches", "marks"};

}  // namespace reasonscope::detail
