// verify.mjs JOB.json, where the job is { files: [{ file, fragment? }], root? }: c2pa-rs reads and validates each file.
// Prints a JSON array of { file, state, successes, informational, failures, ingredientFailures, manifests, … } or { file, error }.
import fs from 'node:fs';
import { FileBlob, loadPeer, mediaTypeOf, readJob, settings } from './peer.mjs';

const job = readJob();
const peer = await loadPeer();
const context = JSON.stringify(settings(job.root));
const verdicts = [];
for (const { file, fragment } of job.files) {
  try {
    const reader = fragment
      ? await peer.WasmReader.fromBlobFragment(mediaTypeOf(file), new FileBlob(file), new FileBlob(fragment), context)
      : await peer.WasmReader.fromBlob(mediaTypeOf(file), new FileBlob(file), context);
    const store = JSON.parse(reader.json());
    const results = store.validation_results ?? {};
    const codes = list => (list ?? []).map(s => s.code);
    const active = store.manifests?.[store.active_manifest] ?? {};
    verdicts.push({
      file,
      state: store.validation_state,
      activeManifest: store.active_manifest,
      manifests: Object.keys(store.manifests ?? {}).length,
      claimVersion: active.claim_version ?? 1,
      generator: active.claim_generator_info?.[0]?.name ?? active.claim_generator,
      algorithm: active.signature_info?.alg,
      signedAt: active.signature_info?.time,
      title: active.title,
      assertions: (active.assertions ?? []).map(a => a.label),
      ingredients: (active.ingredients ?? []).map(i => ({ title: i.title, relationship: i.relationship })),
      actions: (active.assertions ?? []).filter(a => a.label.startsWith('c2pa.actions')).flatMap(a => (a.data?.actions ?? []).map(x => x.action)),
      successes: codes(results.activeManifest?.success),
      informational: codes(results.activeManifest?.informational),
      failures: codes(results.activeManifest?.failure),
      explanations: (results.activeManifest?.failure ?? []).map(s => `${s.code}: ${s.explanation ?? ''} [${s.url ?? ''}]`),
      ingredientFailures: (results.ingredientDeltas ?? []).flatMap(d => codes(d.validationDeltas?.failure)),
    });
  } catch (fault) {
    verdicts.push({ file, error: fault?.message ?? String(fault) });
  }
}

fs.writeSync(1, JSON.stringify(verdicts) + '\n');
