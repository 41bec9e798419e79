// crjson.mjs JOB.json, where the job is { files: [path], root? }: c2pa-rs validates each file and writes its crJSON.
// Prints a JSON array of the documents.
import fs from 'node:fs';
import { FileBlob, loadPeer, mediaTypeOf, readJob, settings } from './peer.mjs';

const job = readJob();
const peer = await loadPeer();
const context = JSON.stringify(settings(job.root));
const documents = [];
for (const file of job.files) {
  const reader = await peer.WasmReader.fromBlob(mediaTypeOf(file), new FileBlob(file), context);
  documents.push(JSON.parse(reader.crJson()));
}

fs.writeSync(1, JSON.stringify(documents) + '\n');
