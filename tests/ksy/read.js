// SPDX-License-Identifier: Apache-2.0
// Compile nbarc.ksy and read an archive with what comes of it: a line for each
// structure (kind, offset, size), then one for each page entry (its identifier),
// each index pointer, each earlier commit, each log record (its leaves). Everything that the format has a type
// for must be of it, and end where its record does.
//
// usage: node read.js NBARC.KSY ARCHIVE   (npm: kaitai-struct-compiler, kaitai-struct, yaml)
'use strict';
const assert = require('assert');
const { execFileSync } = require('child_process');
const fs = require('fs');
const Module = require('module');
const yaml = require('yaml');
const compiler = require('kaitai-struct-compiler');
const { KaitaiStream } = require('kaitai-struct');

async function compile(path) {
  const ksy = yaml.parse(fs.readFileSync(path, 'utf8'));
  const files = await (compiler.compile ? compiler : new compiler()).compile('javascript', ksy, null, false);
  const made = new Module('Nbarc.js');
  made.paths = module.paths;
  made._compile(files['Nbarc.js'], 'Nbarc.js');
  return made.exports.Nbarc || made.exports;
}

const stream = (bytes) => new KaitaiStream(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));

// The content of a Zstandard frame, of which a record has mostly one.
function content(record, frame = record.content, size = record.contentSize) {
  const bytes = execFileSync('zstd', ['-dcq'], { input: frame, maxBuffer: 1 << 25 });
  assert.strictEqual(bytes.length, size);
  return stream(bytes);
}

// What a stream holds, of one type.
function many(Type, io, root, count) {
  const out = [];
  while (!io.isEof()) out.push(new Type(io, null, root));
  if (count !== undefined) assert.strictEqual(out.length, count);
  return out;
}

function identifiers(Nbarc, leaf, root) {
  const keys = content(leaf, leaf.keys, leaf.keysContentSize);
  const columns = new Nbarc.LeafKeys(keys, null, root).columns.map((c) => Buffer.from(c.values));
  const others = content(leaf, leaf.rest, leaf.restContentSize);
  assert.strictEqual(new Nbarc.LeafRest(others, null, root).columns.length, 15);
  assert(keys.isEof() && others.isEof());
  const [shared, rest, identifier, form] = columns;
  assert.strictEqual(shared.length, leaf.numEntries);
  assert.strictEqual(form.length, leaf.numEntries);
  for (const f of many(Nbarc.EntryForm, stream(form), root)) {
    assert(f.state in Nbarc.PageState && !f.reserved);
    assert(f.hasName || !f.nameBeginsWithIdentifier);
  }
  let at = 0, name = '';
  const out = [];
  for (let i = 0; i < leaf.numEntries; i++) {
    name = name.slice(0, shared[i]) + identifier.subarray(at, at + rest[i]).toString();
    at += rest[i];
    out.push(`entry ${name}`);
  }
  return out;
}

// The leaves of a log record, of which one of level 0 has the keys.
function leaves(Nbarc, log, root) {
  if (log.level === 0) {
    const io = content(log);
    const columns = new Nbarc.LogColumns(io, null, root).columns;
    assert(io.isEof());
    assert.strictEqual(columns[0].values.length, log.numLeaves);
    assert.strictEqual(columns[1].values.length, log.numLeaves);
  } else {
    assert.strictEqual(log.children.length, Math.ceil(log.numLeaves / (256 * 16 ** (log.level - 1))));
  }
  return [`log of ${log.numLeaves} leaves from ${log.first}`];
}

// What is inside a record; `at` is its offset.
function inside(Nbarc, body, at, root) {
  if (body instanceof Nbarc.Leaf) return identifiers(Nbarc, body, root);
  if (body instanceof Nbarc.Index)
    return many(Nbarc.Pointer, content(body), root, body.numEntries).map((p) => `pointer ${p.offset} ${p.identifier}`);
  if (body instanceof Nbarc.EarlierCommits)
    return many(Nbarc.EarlierCommit, content(body), root, body.numCommits).map((c) => `earlier ${c.numRevisions}`);
  if (body instanceof Nbarc.Log) return leaves(Nbarc, body, root);
  if (body instanceof Nbarc.Commit) assert.strictEqual(body.offset, at);
  if (body instanceof Nbarc.Sources) assert.strictEqual(body.entries.entries.length, body.numSources);
  return [];
}

async function main([ksy, path]) {
  const Nbarc = await compile(ksy);
  const root = new Nbarc(stream(fs.readFileSync(path)));
  const found = [];
  let at = 0;
  for (const s of root.structures) {
    const record = s.body instanceof Nbarc.Record;
    console.log(record ? String.fromCharCode(s.body.kind) : 'foreign', at, s.size + 8);
    if (record) {
      assert(s.body.kind in Nbarc.RecordKind);
      assert(!(s.body.body instanceof Uint8Array), `${Nbarc.RecordKind[s.body.kind]}: no type`);
      assert(s.body.body._io.isEof(), `${Nbarc.RecordKind[s.body.kind]}: bytes are left over`);
      found.push(...inside(Nbarc, s.body.body, at, root));
    }
    at += s.size + 8;
    if (s.pageFrame) {
      console.log('frame', at, s.pageFrame.length);
      at += s.pageFrame.length;
    }
  }
  assert.strictEqual(at, fs.statSync(path).size);
  found.forEach((line) => console.log(line));
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error);
  process.exit(2);
});
