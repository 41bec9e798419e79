// sign.mjs JOB.json: c2pa-rs writes content credentials into files. The job is
// { root, jobs: [{ input, output, algorithm, chain, key, claimVersion?, intent?, parent?, merkleKilobytes?, title? }] }.
// Prints a JSON array of { output, bytes } or { output, error }.
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { certificatesOf, coseSign1 } from './cose.mjs';
import { FileBlob, loadPeer, mediaTypeOf, readJob, settings } from './peer.mjs';

const capture = 'http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture';
const job = readJob();
const peer = await loadPeer();
const answers = [];
for (const one of job.jobs) {
  const type = mediaTypeOf(one.input);
  const reserveSize = 8192;
  const context = {
    ...settings(job.root),
    builder: { thumbnail: { enabled: false } },
    ...(one.merkleKilobytes ? { core: { merkle_tree_chunk_size_in_kb: one.merkleKilobytes } } : {}),
  };
  const definition = {
    claim_generator_info: [{ name: 'interop peer', version: '1' }],
    title: one.title ?? path.basename(one.input),
    format: type,
    assertions: [],
    ...(one.claimVersion === 1 ? { claim_version: 1 } : {}),
  };
  const key = crypto.createPrivateKey(fs.readFileSync(one.key));
  const certificates = certificatesOf(fs.readFileSync(one.chain, 'utf8'));
  const signer = {
    alg: one.algorithm,
    reserveSize,
    sign: async payload => coseSign1({ name: one.algorithm, key, certificates, payload, size: reserveSize, claimVersion: one.claimVersion ?? 2 }),
  };
  try {
    const builder = peer.WasmBuilder.fromJson(JSON.stringify(definition), JSON.stringify(context));
    builder.setIntent(one.intent === 'edit' || one.intent === 'update' ? one.intent : { create: capture });
    if (one.parent) {
      await builder.addIngredientFromBlob(JSON.stringify({ title: path.basename(one.parent), relationship: 'parentOf' }), mediaTypeOf(one.parent), new FileBlob(one.parent));
    }

    const signed = await builder.sign(signer, [], type, new FileBlob(one.input));
    fs.writeFileSync(one.output, signed);
    answers.push({ output: one.output, bytes: signed.length });
  } catch (fault) {
    answers.push({ output: one.output, error: fault?.message ?? String(fault) });
  }
}

fs.writeSync(1, JSON.stringify(answers) + '\n');
