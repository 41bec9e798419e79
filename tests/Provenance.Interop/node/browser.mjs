// browser.mjs JOB.json, where the job is { chromium, url, screenshots, report, files: { signed, tampered, plain, zip, hostile, stranger } }: looks at
// the inspector page, as a person with a mouse, with the keyboard alone, and without script. Prints a JSON array with one observation.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { packages, readJob } from './peer.mjs';

const require = createRequire(path.join(packages, 'package.json'));
const { chromium } = require('playwright-core');
const axe = fs.readFileSync(path.join(packages, 'axe-core', 'axe.min.js'), 'utf8');
const job = readJob();
const seen = { requests: [], console: [], dialogs: 0, violations: [], verdicts: {}, keyboard: {}, layout: {} };

const browser = await chromium.launch({ executablePath: job.chromium, args: ['--no-sandbox', '--disable-gpu'] });
try {
  const open = async (options = {}) => {
    const context = await browser.newContext({ viewport: { width: 960, height: 900 }, ...options });
    context.setDefaultTimeout(60000);
    const page = await context.newPage();
    page.on('request', r => seen.requests.push(r.url()));
    page.on('console', m => seen.console.push(m.text()));
    page.on('pageerror', e => seen.console.push(String(e)));
    page.on('dialog', d => { seen.dialogs++; d.dismiss(); });
    await page.goto(job.url);
    return page;
  };

  const shoot = (page, name) => page.screenshot({ path: path.join(job.screenshots, name + '.png'), fullPage: true });

  const verdict = async page => {
    await page.waitForSelector('#result [data-tone]');
    return page.evaluate(() => ({
      title: document.title,
      headline: document.querySelector('#result h2').textContent,
      tone: document.querySelector('#result [data-tone]').dataset.tone,
      text: document.querySelector('#result').innerText,
      scripts: document.querySelectorAll('script').length,
      top: document.querySelector('#result h2').getBoundingClientRect().bottom < window.innerHeight && document.querySelector('#result').compareDocumentPosition(document.querySelector('form')) === Node.DOCUMENT_POSITION_FOLLOWING,
      headlineColor: getComputedStyle(document.querySelector('#result h2')).color,
      textColor: getComputedStyle(document.body).color,
    }));
  };

  const inspect = async (page, name) => {
    await page.evaluate(axe);
    const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
    seen.violations.push(...result.violations.map(v => `${name}: ${v.id}: ${v.nodes.map(n => n.target.join(' ')).join(', ')}`));
  };

  // With script: choosing a file is enough. One bright, one dark.
  for (const scheme of ['light', 'dark']) {
    const page = await open({ colorScheme: scheme });
    await shoot(page, `start-${scheme}`);
    await inspect(page, `start ${scheme}`);
    for (const name of ['signed', 'tampered', 'plain', 'stranger', 'zip', 'hostile']) {
      await page.goto(job.url);
      await Promise.all([page.waitForNavigation(), page.setInputFiles('input[type=file]', job.files[name])]);
      seen.verdicts[`${name} ${scheme}`] = await verdict(page);
      await shoot(page, `${name}-${scheme}`);
      await page.evaluate(() => document.querySelectorAll('details').forEach(d => { d.open = true; }));
      await inspect(page, `${name} ${scheme}`);
      if (name === 'signed') await shoot(page, `${name}-forensic-${scheme}`);
    }
    await page.context().close();
  }

  // A video is dropped on the page.
  {
    const page = await open();
    const bytes = fs.readFileSync(job.files.signed).toString('base64');
    const data = await page.evaluateHandle(text => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.from(atob(text), c => c.charCodeAt(0))], 'dropped.mp4', { type: 'video/mp4' }));
      return transfer;
    }, bytes);
    await Promise.all([page.waitForNavigation(), page.dispatchEvent('main', 'drop', { dataTransfer: data })]);
    seen.verdicts.dropped = await verdict(page);
    await page.context().close();
  }

  // Without script: a plain form.
  {
    const page = await open({ javaScriptEnabled: false });
    await page.setInputFiles('input[type=file]', job.files.tampered);
    await Promise.all([page.waitForNavigation(), page.click('button')]);
    const headline = await page.locator('#result h2').textContent();
    seen.verdicts.noscript = { headline, tone: await page.locator('#result [data-tone]').getAttribute('data-tone'), title: await page.title(), text: '' };
    await page.context().close();
  }

  // With the keyboard alone: field, verdict, levels.
  {
    const page = await open();
    const focused = () => page.evaluate(() => { const e = document.activeElement; return `${e.tagName.toLowerCase()}${e.id ? '#' + e.id : ''} ${(e.textContent ?? '').trim().slice(0, 20)}`.trim(); });
    await page.keyboard.press('Tab');
    seen.keyboard.first = await focused();
    seen.keyboard.outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Space')]);
    await Promise.all([page.waitForNavigation(), chooser.setFiles(job.files.signed)]);
    seen.keyboard.verdict = (await verdict(page)).headline;
    seen.keyboard.visited = [];
    for (let i = 0; i < 12 && !(await focused()).includes('Forensic'); i++) {
      await page.keyboard.press('Tab');
      seen.keyboard.visited.push(await focused());
    }
    await page.keyboard.press('Enter');
    seen.keyboard.forensicOpen = await page.evaluate(() => document.querySelector('details.forensic').open);
    await shoot(page, 'keyboard');
    await page.context().close();
  }

  // On a telephone nothing sticks out.
  {
    const page = await open({ viewport: { width: 360, height: 740 } });
    await Promise.all([page.waitForNavigation(), page.setInputFiles('input[type=file]', job.files.hostile)]);
    seen.verdicts.narrow = await verdict(page);
    await shoot(page, 'narrow');
    await page.evaluate(() => document.querySelectorAll('details').forEach(d => { d.open = true; }));
    seen.layout.narrow = await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
    await shoot(page, 'narrow-forensic');
    await page.context().close();
  }

  // The report as a file: nothing is requested but itself, and on paper all levels are there.
  {
    const page = await browser.newPage();
    const asked = [];
    page.on('request', r => asked.push(r.url()));
    await page.goto('file://' + job.report);
    await inspect(page, 'report');
    await page.emulateMedia({ media: 'print' });
    seen.layout.printed = await page.evaluate(() => document.querySelector('details.forensic pre').checkVisibility({ contentVisibilityAuto: true }));
    await shoot(page, 'print');
    await page.pdf({ path: path.join(job.screenshots, 'report.pdf') });
    seen.layout.reportRequests = asked.length;
  }
} finally {
  await browser.close();
}

fs.writeSync(1, JSON.stringify([seen]) + '\n');
