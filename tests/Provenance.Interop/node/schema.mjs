// schema.mjs JOB.json, where the job is { schema, documents: [path] }: validates JSON documents against a JSON Schema (draft 2020-12),
// formats included. Prints a JSON array with the list of errors of each document.
import fs from 'node:fs';
import { importPackage, readJob } from './peer.mjs';

const { default: ajv } = await importPackage('ajv/dist/2020.js');
const { default: formats } = await importPackage('ajv-formats/dist/index.js');
const job = readJob();
const engine = new (ajv.default ?? ajv)({ strict: false, allErrors: true });
(formats.default ?? formats)(engine);
const validate = engine.compile(JSON.parse(fs.readFileSync(job.schema, 'utf8')));
const answers = job.documents.map(path =>
  validate(JSON.parse(fs.readFileSync(path, 'utf8'))) ? [] : validate.errors.map(e => `${e.instancePath}: ${e.message} ${JSON.stringify(e.params)}`));
fs.writeSync(1, JSON.stringify(answers) + '\n');
