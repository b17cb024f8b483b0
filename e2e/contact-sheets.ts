/**
 * Pictures of every page, in each form, language, theme and size, joined into contact sheets to be looked at:
 * `node e2e/contact-sheets.ts FOLDER [pattern-of-names] [pattern-of-looks, such as en-light-1280]`. Needs a build of the console; the
 * API is mocked.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { chromium, type Browser, type Page } from 'playwright-core';

import { startMockApi, type MockScenario } from '../packages/web/dev/mock-api.ts';

interface Shot {
  name: string;
  path: string;
  scenarios: readonly MockScenario[];
  /** What is done before the picture is taken, in either language. */
  act?: (page: Page) => Promise<void>;
}

/** Presses the first button of that name. */
const press = (name: RegExp) => (page: Page) => page.getByRole('button', { name }).first().click();

/** Chooses an entry of the menu at the head of a job. */
const menu = (entry: RegExp) => async (page: Page) => {
  await press(/^(More actions|更多操作)/)(page);
  await page.getByRole('menuitem', { name: entry }).click();
};

const project = '/p/prj_flights000';

/** The workbench with one of its panels. `then`: what is pressed in it. */
function bench(name: string, panel: RegExp, jobId: string, then?: RegExp): Shot[] {
  const act = async (page: Page): Promise<void> => {
    // This panel is open from the start; pressed again it would fold.
    if (name === 'problems') await page.locator('.ls-problem').first().waitFor();
    else await press(panel)(page);
    if (then !== undefined) await press(then)(page);
  };
  return [{ name: `bench-${name}`, path: `${project}/development/jobs/${jobId}`, scenarios: ['full'], act }];
}

const all: readonly MockScenario[] = ['full', 'empty', 'loading', 'error', 'stale'];
const shots: readonly Shot[] = [
  { name: 'login', path: '/login', scenarios: ['login'] },
  { name: 'overview', path: `${project}/overview`, scenarios: all },
  { name: 'jobs', path: `${project}/operations/jobs`, scenarios: all },
  { name: 'job', path: `${project}/operations/jobs/job_dwd000`, scenarios: ['full', 'loading', 'error', 'stale'] },
  { name: 'job-changing', path: `${project}/operations/jobs/job_dws000`, scenarios: ['full'] },
  { name: 'job-failed', path: `${project}/operations/jobs/job_fail00`, scenarios: ['full'] },
  ...['graph', 'checkpoints', 'events', 'exceptions', 'logs', 'settings'].map((tab): Shot => ({
    name: `job-${tab}`,
    path: `${project}/operations/jobs/job_dwd000?tab=${tab}`,
    scenarios: tab === 'graph' ? ['full', 'empty', 'stale'] : ['full', 'empty'],
  })),
  { name: 'job-runs', path: `${project}/operations/jobs/job_dwd000?tab=runs`, scenarios: ['full'] },
  {
    name: 'start',
    path: `${project}/operations/jobs/job_stop00`,
    scenarios: ['full'],
    act: press(/^(Start|启动)$/),
  },
  {
    name: 'write-off',
    path: `${project}/operations/jobs/job_dubt00`,
    scenarios: ['full'],
    act: menu(/^(Say that the run|认定运行)/),
  },
  {
    name: 'bind',
    path: `${project}/operations/jobs/job_outs00`,
    scenarios: ['full'],
    act: press(/^(Bind a script|绑定脚本)$/),
  },
  {
    name: 'versions',
    path: `${project}/development/jobs/job_live00`,
    scenarios: ['full'],
    act: press(/^(Versions|版本)$/),
  },
  ...bench('problems', /^(Problems|问题)/, 'job_stop00'),
  {
    name: 'bench-query-note',
    path: `${project}/development/jobs/job_stop00`,
    scenarios: ['full'],
    act: async (page) => {
      await page.locator('.monaco-editor').first().click();
      await page.keyboard.press('Control+A');
      await page.keyboard.type('SELECT * FROM flights;');
      await page.locator('.ls-severity-info').waitFor();
    },
  },
  ...bench('samples', /^(Sample data|样本数据)$/, 'job_stop00'),
  {
    name: 'bench-sample-text',
    path: `${project}/development/jobs/job_stop00`,
    scenarios: ['full'],
    act: async (page) => {
      await press(/^(Sample data|样本数据)$/)(page);
      await page.getByText(/^(Text|文本)$/).click();
    },
  },
  {
    name: 'bench-sample-file',
    path: `${project}/development/jobs/job_stop00`,
    scenarios: ['full'],
    act: async (page) => {
      await press(/^(Sample data|样本数据)$/)(page);
      const text = `click_id,customer,amount\n1,Ada,2.50\ntwo,Alan,much\n3,Grace\n4,Edsger,1\n`;
      const file = { name: 'clicks-2026-11.csv', mimeType: 'text/csv', buffer: Buffer.from(text) };
      await page.getByRole('button', { name: /^(Upload|上传文件)$/ }).waitFor();
      await page.locator('input[type=file]').setInputFiles(file);
      await page.getByRole('dialog').waitFor();
    },
  },
  ...(['menu', 'rename', 'delete'] as const).map((verb): Shot => ({
    name: `bench-job-${verb}`,
    path: `${project}/development/jobs/job_stop00`,
    scenarios: ['full'],
    act: async (page) => {
      const line = page.locator('.ls-tree-line').filter({ has: page.locator('[aria-current=page]') });
      await line.getByRole('button').click();
      if (verb === 'menu') return;
      await page.getByRole('menuitem', { name: verb === 'rename' ? /^(Rename|重命名)$/ : /^(Delete|删除)$/ }).click();
    },
  })),
  ...bench('plan', /^(Plan|计划)$/, 'job_live00', /^(Explain|解释脚本)$/),
  ...bench('lineage', /^(Lineage|血缘)$/, 'job_live00', /^(Show lineage|查看血缘)$/),
  {
    name: 'bench-chart',
    path: `${project}/development/jobs/job_live00`,
    scenarios: ['full'],
    act: async (page) => {
      await press(/^(Preview|运行预览)$/)(page);
      await page.getByText(/^(Chart|图表)$/).click();
    },
  },
  { name: 'sources', path: `${project}/development/sources`, scenarios: all },
  {
    name: 'source-new',
    path: `${project}/development/sources`,
    scenarios: ['full'],
    act: press(/^(New data source|新建数据源)$/),
  },
  { name: 'source-tables', path: `${project}/development/sources/orders-db?namespace=sales`, scenarios: ['full'] },
  {
    name: 'source-table',
    path: `${project}/development/sources/orders-db?namespace=sales&table=orders`,
    scenarios: ['full'],
  },
  {
    name: 'source-ddl',
    path: `${project}/development/sources/orders-db?namespace=sales&table=orders`,
    scenarios: ['full'],
    act: press(/^(Write CREATE TABLE|生成建表语句)$/),
  },
  { name: 'unmanaged', path: `${project}/resources/clusters?cluster=clu_remote0000`, scenarios: ['full'] },
  { name: 'variables', path: `${project}/development/variables`, scenarios: all },
  { name: 'clusters', path: `${project}/resources/clusters`, scenarios: all },
  { name: 'connectors', path: `${project}/resources/connectors`, scenarios: all },
  {
    name: 'connector-new',
    path: `${project}/resources/connectors`,
    scenarios: ['full'],
    act: press(/^(Upload a jar|上传 JAR)$/),
  },
  { name: 'system', path: `${project}/system`, scenarios: ['full', 'loading'] },
  { name: 'webhook', path: `${project}/system?tab=webhook`, scenarios: ['full', 'empty'] },
];
const looks = [
  { language: 'zh', theme: 'light', width: 1440, height: 900 },
  { language: 'en', theme: 'dark', width: 1440, height: 900 },
  { language: 'zh', theme: 'dark', width: 1920, height: 1080 },
  { language: 'en', theme: 'light', width: 1920, height: 1080 },
  { language: 'en', theme: 'light', width: 1280, height: 800 },
] as const;
const launchArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** Long enough for a chart or a graph to be drawn; pictures need no exact moment. */
const settleMs = 1500;

async function joinPictures(browser: Browser, pictures: readonly Buffer[]): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width: 1600, height: 900 } });
  const images = pictures.map((picture) => `<img src="data:image/png;base64,${picture.toString('base64')}">`).join('');
  await page.setContent(
    `<style>body{margin:0;display:grid;grid-template-columns:1fr 1fr;gap:6px;background:#888}img{width:100%}</style>${images}`,
  );
  const sheet = await page.screenshot({ fullPage: true });
  await page.close();
  return sheet;
}

const [folder = 'contact-sheets', pattern = '', lookPattern = ''] = process.argv.slice(2);
const wanted = new RegExp(pattern);
const wantedLooks = new RegExp(lookPattern);
await mkdir(folder, { recursive: true });
const { server, url } = await startMockApi();
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: launchArguments });
try {
  for (const { language, theme, width, height } of looks) {
    const look = `${language}-${theme}-${width}`;
    if (!wantedLooks.test(look)) continue;
    for (const shot of shots.filter(({ name }) => wanted.test(name))) {
      const pictures: Buffer[] = [];
      for (const scenario of shot.scenarios) {
        const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce' });
        await context.addInitScript(
          (preferences) => localStorage.setItem('liusu.preferences', preferences),
          JSON.stringify({ language, theme, railFolded: false }),
        );
        const page = await context.newPage();
        page.on('pageerror', (error) => process.stderr.write(`${shot.name} ${scenario}: ${error.message}\n`));
        await page.goto(`${url}${shot.path}${shot.path.includes('?') ? '&' : '?'}scenario=${scenario}`);
        if (scenario === 'error') await page.getByRole('alert').first().waitFor({ timeout: 15_000 });
        await shot.act?.(page);
        await page.waitForTimeout(settleMs);
        pictures.push(await page.screenshot());
        await context.close();
      }
      const file = join(folder, `${shot.name}-${look}.png`);
      await writeFile(file, await joinPictures(browser, pictures));
    }
  }
} finally {
  await browser.close();
  server.closeAllConnections();
  server.close();
}
