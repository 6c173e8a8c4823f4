/** Answers one SQL question with DuckDB, in a process of its own: `node duckdb.mjs THREADS SQL` prints the rows as JSON. */
import { DuckDBInstance } from '@duckdb/node-api';

const [threads = '1', sql = 'select version() as version'] = process.argv.slice(2);
const instance = await DuckDBInstance.create(':memory:', { threads });
const connection = await instance.connect();
const reader = await connection.runAndReadAll(sql);
process.stdout.write(`${JSON.stringify(reader.getRowObjectsJson())}\n`);
connection.closeSync();
instance.closeSync();
