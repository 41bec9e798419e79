// samples.mjs JOB.json, where the job is { files: [path] }: mp4box finds every sample through the sample tables (or fragments) and
// hashes the sample bytes, track by track. Equal hashes before and after signing mean that every offset still points where it did.
import crypto from 'node:crypto';
import fs from 'node:fs';
import { importPackage, readJob } from './peer.mjs';

const { createFile } = await importPackage('mp4box/dist/mp4box.all.mjs');
const answers = readJob().files.map(path => {
  const bytes = fs.readFileSync(path);
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  buffer.fileStart = 0;
  const file = createFile();
  let info;
  file.onReady = i => { info = i; };
  file.appendBuffer(buffer);
  file.flush();
  return {
    file: path,
    tracks: (info?.tracks ?? []).map(track => {
      const samples = file.getTrackSamplesInfo(track.id);
      const hash = crypto.createHash('sha256');
      for (const sample of samples) {
        hash.update(bytes.subarray(sample.offset, sample.offset + sample.size));
      }

      return { codec: track.codec, samples: samples.length, hash: hash.digest('hex') };
    }),
  };
});
fs.writeSync(1, JSON.stringify(answers) + '\n');
