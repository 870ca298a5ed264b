/**
 * Asks every pod for a snapshot of every collection: a pod's snapshot holds the shards that it has itself. Ends with an error when one could
 * not be made; the others are made all the same. Node alone, no packages.
 *
 * Environment: `PODS`, URLs with commas between; `SERVER_NAME`, for which their certificate is good; `API_KEY`.
 */
export const SNAPSHOT_SCRIPT = `'use strict';
const http = require('node:http');
const https = require('node:https');
const { PODS, SERVER_NAME, API_KEY } = process.env;

function call(method, url) {
  const { request } = url.startsWith('https:') ? https : http;
  const options = { method, servername: SERVER_NAME, headers: { 'api-key': API_KEY }, timeout: 1800000 };
  return new Promise((resolve, reject) => {
    const sent = request(url, options, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(parts).toString();
        if (response.statusCode !== 200) return reject(new Error(response.statusCode + ' ' + text.slice(0, 200)));
        try {
          resolve(JSON.parse(text).result);
        } catch {
          reject(new Error('no JSON: ' + text.slice(0, 200)));
        }
      });
    });
    sent.on('timeout', () => sent.destroy(new Error('no answer in half an hour')));
    sent.on('error', reject);
    sent.end();
  });
}

async function main() {
  let failed = 0;
  const attempt = async (what, work) => {
    try {
      return await work();
    } catch (error) {
      failed += 1;
      console.error(JSON.stringify({ level: 'error', what, message: error.message }));
      return undefined;
    }
  };
  for (const pod of PODS.split(',')) {
    const listed = await attempt(pod, () => call('GET', pod + '/collections'));
    for (const { name } of listed ? listed.collections : []) {
      const url = pod + '/collections/' + encodeURIComponent(name) + '/snapshots?wait=true';
      const made = await attempt(url, () => call('POST', url));
      if (made) console.log(JSON.stringify({ level: 'info', pod, collection: name, snapshot: made.name, bytes: made.size }));
    }
  }
  if (failed > 0) process.exitCode = 1;
}

main();
`;
