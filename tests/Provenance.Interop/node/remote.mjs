// remote.mjs JOB.json, where the job is { files: [{ file, store }], root? }: c2pa-rs validates files that name a remote manifest. No network:
// fetch answers with the given store whatever the address, and tells it. Prints a JSON array of { file, state, fetched, failures } or { file, error, fetched }.
import fs from 'node:fs';
import { FileBlob, loadPeer, mediaTypeOf, readJob, settings } from './peer.mjs';

const job = readJob();
const peer = await loadPeer();
const context = JSON.stringify({ ...settings(job.root), verify: { ...settings(job.root).verify, remote_manifest_fetch: true } });
const verdicts = [];
for (const { file, store } of job.files) {
  const fetched = [];
  globalThis.fetch = async request => {
    const url = request.url ?? String(request);
    fetched.push(url);
    const response = new Response(fs.readFileSync(store), { status: 200, headers: { 'content-type': 'application/c2pa', 'content-length': String(fs.statSync(store).size) } });
    return Object.defineProperty(response, 'url', { value: url });
  };
  try {
    const reader = await peer.WasmReader.fromBlob(mediaTypeOf(file), new FileBlob(file), context);
    const report = JSON.parse(reader.json());
    verdicts.push({ file, fetched, state: report.validation_state, failures: (report.validation_results?.activeManifest?.failure ?? []).map(s => s.code) });
  } catch (fault) {
    verdicts.push({ file, fetched, error: fault?.message ?? String(fault) });
  }
}

fs.writeSync(1, JSON.stringify(verdicts) + '\n');
