#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
// A peer for the benchmark: pages as rows of a Parquet file, sorted by name, which
// DuckDB writes and reads (its package for Node.js, from npm).
//
// usage: parquet.mjs pack FILE DIR | get FILE NAME | list FILE | extract FILE |
// verify FILE
import { createRequire } from "node:module";
import { join } from "node:path";

// The package is where `make bench` has put it.
const { DuckDBInstance } = createRequire(join(process.env.BENCH_NPM ?? ".", "x"))("@duckdb/node-api");
const [verb, file, argument] = process.argv.slice(2);
const quoted = (text) => `'${text.replaceAll("'", "''")}'`;
const database = await (await DuckDBInstance.create(":memory:")).connect();

// The rows of a query, one after the other.
async function* rows(query) {
    const result = await database.stream(query);
    for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount; chunk = await result.fetchChunk())
        for (const row of chunk.getRows())
            yield row[0];
}

// Wait for a reader that is slower than we are.
const write = (text) => process.stdout.write(text) || new Promise((done) => process.stdout.once("drain", done));

async function pack() {
    await database.run(`COPY (SELECT parse_filename(filename) AS name, content AS text
        FROM read_text(${quoted(join(argument, "*.xml"))}) ORDER BY name)
        TO ${quoted(file)} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 19, ROW_GROUP_SIZE 2048)`);
}

async function print(query, end = "") {
    let found = 0;
    for await (const text of rows(query)) {
        await write(text + end);
        found++;
    }
    return found ? 0 : 1;
}

const from = `FROM read_parquet(${quoted(file)})`;
const verbs = {
    pack,
    get: () => print(`SELECT text ${from} WHERE name = ${quoted(argument)}`),
    list: () => print(`SELECT name ${from}`, "\n"),
    extract: () => print(`SELECT text ${from} ORDER BY name`),
    verify: () => print(`SELECT sum(strlen(text))::VARCHAR ${from}`, "\n"),
};
process.exitCode = await verbs[verb]();
