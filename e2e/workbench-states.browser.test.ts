/** The workbench in a real browser with a played API: ways out of problems, sample rows by hand, the outline, Monaco's own words. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { startMockApi } from '../packages/web/dev/mock-api.ts';
import { accessibilityFindings, type BrowserSession, openBrowser } from './browser-session.ts';
import { eventually } from './liusu-command.ts';
import { WorkbenchPage } from './pages/workbench-page.ts';

const project = '/p/prj_flights000';

let browser: BrowserSession;
let api: Awaited<ReturnType<typeof startMockApi>>;
let workbench: WorkbenchPage;

beforeAll(async () => {
  api = await startMockApi();
  browser = await openBrowser();
  workbench = new WorkbenchPage(browser.page);
});

afterAll(async () => {
  await browser?.close();
  api?.server.closeAllConnections();
  api?.server.close();
});

afterEach(() => {
  expect(browser.takeErrors()).toEqual([]);
});

/** Opens a job of the fixtures in the editor. `job_stop00` has a draft with names that are not there. */
async function open(jobId = 'job_stop00'): Promise<void> {
  await browser.page.goto(`${api.url}${project}/development/jobs/${jobId}?scenario=full`);
  await workbench.editor().waitFor();
}

describe('a script with errors', () => {
  it('is started only after asking, with how many there are', async () => {
    const { page } = browser;
    await open();
    const start = page.getByRole('button', { name: 'Start job', exact: true });
    const dialog = page.getByRole('dialog');

    await start.click();
    await dialog.getByText(/^The script has \d+ errors$/).waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Back to the script' }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect(await page.getByText('is being started').count()).toBe(0);

    await start.click();
    await dialog.getByRole('button', { name: 'Start anyway' }).click();
    await page.getByText('is being started').first().waitFor();
  });

  it('has its full-width punctuation changed by a quick fix', async () => {
    const { page } = browser;
    await open();
    await workbench.write('SELECT a，b FROM (VALUES (1, 2)) AS t (a, b);');
    await workbench.goTo(1, 9);
    await page.locator('.squiggly-error, .squiggly-warning').first().waitFor();
    // The mark may be Flink's, which comes later than the editor's own and takes its place: then the list is opened anew.
    await eventually('the quick fix', async () => {
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+.');
      const fix = page.getByText('Change to ,', { exact: true }).first();
      return fix.waitFor({ timeout: 3_000 }).then(
        () => true,
        () => undefined,
      );
    });
    await page.keyboard.press('Enter');
    await page.locator('.view-line').getByText('a,b', { exact: false }).waitFor();
  });
});

describe('an editor that comes late', () => {
  it('takes the keys from no dialog that was opened meanwhile', async () => {
    const { page } = browser;
    const code = Promise.withResolvers<void>();
    await page.route(/\/monaco-setup-.*\.js$/, async (route) => {
      await code.promise;
      await route.continue();
    });
    await page.goto(`${api.url}${project}/development/jobs/job_stop00?scenario=full`);
    await page.getByRole('button', { name: 'Actions on inventory-snapshot' }).click();
    await page.getByRole('menuitem', { name: 'Rename' }).click();
    const name = page.getByRole('dialog').getByRole('textbox');
    await name.fill('inventory');

    code.resolve();
    await workbench.editor().waitFor();
    await page.locator('.view-line').first().waitFor();
    expect(await name.evaluate((field) => field === document.activeElement)).toBe(true);
    await page.keyboard.press('Escape');
    await page.unrouteAll({ behavior: 'wait' });
  });
});

describe('a name that is not there', () => {
  it('is changed to the near one by a button below the problem', async () => {
    const { page } = browser;
    await open();
    const change = workbench.problems().getByRole('button', { name: 'Change to kafka' });
    await change.waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);

    await change.click();
    await page.locator('.view-line').getByText("'kafka'").waitFor();
    await change.waitFor({ state: 'hidden' });
    await workbench.problems().getByRole('button', { name: 'Change to orders' }).waitFor();
  });

  it('is changed by a quick fix where the cursor is', async () => {
    const { page } = browser;
    await open();
    await workbench.problems().getByText('There is no table, view or catalog ordrs.').click();
    await page.keyboard.press('Control+.');
    await page.getByText('Change to orders', { exact: true }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.view-line').getByText('orders AS o', { exact: false }).waitFor();
  });

  it('leads to a cluster whose engine has it, with what that means', async () => {
    const { page } = browser;
    await open();
    await workbench.problems().getByRole('button', { name: 'Run on prod-shanghai (flink-1.20)' }).click();
    const dialog = page.getByRole('dialog', { name: 'Run inventory-snapshot on prod-shanghai?' });
    await dialog.getByText(/its engine is flink-1\.20 instead of flink-2\.2/).waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);

    const request = page.waitForRequest((each) => each.method() === 'PATCH');
    await dialog.getByRole('button', { name: 'Change cluster' }).click();
    expect((await request).postDataJSON()).toEqual({ clusterId: 'clu_remote0000' });
    await dialog.waitFor({ state: 'hidden' });
  });

  it('leads to an upload with its name filled in', async () => {
    const { page } = browser;
    await open();
    await workbench.problems().getByRole('button', { name: 'Upload a jar with mysql-cdc' }).click();
    const dialog = page.getByRole('dialog', { name: 'Upload a jar' });
    await expect.poll(() => dialog.getByLabel('Name').inputValue()).toBe('mysql-cdc');

    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect(new URL(page.url()).searchParams.get('name')).toBeNull();
  });
});

describe('sample rows', () => {
  const cell = (row: number, column: string) => browser.page.getByLabel(`Row ${row}, ${column}`, { exact: true });

  it('are written in a grid with the columns of the table, by keys and by pasting', async () => {
    const { page } = browser;
    await open();
    await page.getByRole('button', { name: 'Sample data' }).click();
    await cell(1, 'click_id').waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);

    await cell(3, 'amount').fill('many');
    await page.getByText('Row 3, amount: Write a decimal number, such as 12.50').waitFor();
    await page.keyboard.press('Shift+Backspace');
    await expect.poll(() => cell(3, 'amount').getAttribute('placeholder')).toBe('NULL');
    await expect.poll(() => cell(3, 'amount').inputValue()).toBe('');

    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Row 4, amount');
    await page.evaluate((text) => navigator.clipboard.writeText(text), '4\tEve\t3.50\ttrue\n5\t\t1\tno\n');
    await cell(4, 'click_id').focus();
    await page.keyboard.press('Control+V');
    await expect.poll(() => cell(5, 'is_mobile').inputValue()).toBe('no');

    const request = page.waitForRequest((each) => each.method() === 'PUT');
    await page.getByRole('button', { name: 'Save sample' }).click();
    expect(((await request).postDataJSON() as { rows: unknown[] }).rows.slice(2)).toEqual([
      { click_id: 3, customer: null, amount: null, is_mobile: null, ts: '2026-11-02 08:00:09.500' },
      { click_id: 4, customer: 'Eve', amount: '3.50', is_mobile: true, ts: null },
      { click_id: 5, customer: null, amount: 1, is_mobile: false, ts: null },
    ]);
  });

  it('are the same as text, and what is no text of rows yet is not lost on the way to the grid', async () => {
    const { page } = browser;
    await open();
    await page.getByRole('button', { name: 'Sample data' }).click();
    await cell(1, 'customer').fill('Grace');
    await page.getByText('Text', { exact: true }).click();
    const text = page.getByRole('textbox', { name: 'Sample rows of clicks' });
    await expect.poll(() => text.inputValue()).toContain('"customer":"Grace"');
    expect(await accessibilityFindings(page)).toEqual([]);

    await text.fill('[{"click_id": 9,');
    await page.getByText('Grid', { exact: true }).click();
    await page.getByRole('alert').getByText('Line 1 is not JSON').waitFor();
    await expect.poll(() => text.inputValue()).toBe('[{"click_id": 9,');
    await text.fill('click_id,customer\n9,Alan\n');
    await page.getByText('Grid', { exact: true }).click();
    await expect.poll(() => cell(1, 'customer').inputValue()).toBe('Alan');
    await page.getByRole('button', { name: 'Remove row 1' }).click();
    await page.getByText('No sample rows yet').waitFor();
  });

  it('that were written are recorded over only after asking', async () => {
    const { page } = browser;
    await open();
    await page.getByRole('button', { name: 'Sample data' }).click();
    const file = { name: 'clicks.json', mimeType: 'application/json', buffer: Buffer.from('[{"click_id": 1}]') };
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByText('Sample of clicks saved, 1 row').waitFor();
    await page.getByRole('button', { name: 'Record', exact: true }).click();

    const dialog = page.getByRole('dialog', { name: 'Record rows of clicks?' });
    await dialog.getByText('There is no way back.').waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    // A click needs it to be where it can be seen.
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'hidden' });
  });
});

describe('a file of rows of which some are wrong', () => {
  it('says which, and gives the good ones without them only when told to', async () => {
    const { page } = browser;
    await open();
    await page.getByRole('button', { name: 'Sample data' }).click();
    const text = 'click_id,customer,amount\n1,Ada,2.50\ntwo,Alan,much\n3,Grace\n4,Edsger,1\n';
    const file = { name: 'clicks.csv', mimeType: 'text/csv', buffer: Buffer.from(text) };
    let puts = 0;
    page.on('request', (each) => (puts += each.method() === 'PUT' ? 1 : 0));
    await page.locator('input[type=file]').setInputFiles(file);

    const dialog = page.getByRole('dialog', { name: '2 rows of clicks.csv cannot be used' });
    const wrong = dialog.getByRole('listitem');
    await expect
      .poll(() => wrong.allInnerTexts())
      .toEqual([
        'Row 2, click_id (BIGINT): "two" is no value of this type. Write a whole number, such as 42.',
        'Row 2, amount (DECIMAL(10, 2)): "much" is no value of this type. Write a decimal number, such as 12.50.',
        'Row 3 has another number of fields than the header.',
      ]);
    expect(await accessibilityFindings(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Take none' }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect(puts).toBe(0);

    await page.locator('input[type=file]').setInputFiles(file);
    const request = page.waitForRequest((each) => each.method() === 'PUT');
    await dialog.getByRole('button', { name: 'Take the 2 good rows' }).click();
    expect(((await request).postDataJSON() as { rows: unknown[] }).rows).toEqual([
      { click_id: '1', customer: 'Ada', amount: '2.50' },
      { click_id: '4', customer: 'Edsger', amount: '1' },
    ]);
    await page.getByText('2 rows of the file cannot be used and were left out').waitFor();
  });

  it('gives nothing where no row is good', async () => {
    const { page } = browser;
    await open();
    await page.getByRole('button', { name: 'Sample data' }).click();
    const file = { name: 'bad.csv', mimeType: 'text/csv', buffer: Buffer.from('click_id\none\n') };
    await page.locator('input[type=file]').setInputFiles(file);

    const dialog = page.getByRole('dialog', { name: '1 row of bad.csv cannot be used' });
    await dialog.getByText('No row can be used').waitFor();
    expect(await dialog.getByRole('button', { name: 'Take the 0 good rows' }).isDisabled()).toBe(true);
    await page.keyboard.press('Escape');
  });
});

describe('a script that only queries', () => {
  it('has no problem, and a note that it cannot be published as it is', async () => {
    const { page } = browser;
    await open();
    await workbench.write('SELECT * FROM clicks;\n');
    await page.getByText('The script only queries: it can be previewed, but not published as a job.').waitFor();
    await page.getByText('Flink accepts this script').waitFor();
    await page.getByRole('button', { name: /^Problems.*No problems/ }).waitFor();
    expect(await page.locator('.monaco-editor .squiggly-info').count()).toBe(0);
    expect(await accessibilityFindings(page)).toEqual([]);
  });
});

describe('values of a wrong type in a text of rows', () => {
  it('are told before they are saved, with row, column and how to write them', async () => {
    const { page } = browser;
    await open();
    await page.getByRole('button', { name: 'Sample data' }).click();
    await page.getByText('Text', { exact: true }).click();
    let puts = 0;
    page.on('request', (each) => (puts += each.method() === 'PUT' ? 1 : 0));
    await page.getByRole('textbox', { name: 'Sample rows of clicks' }).fill('click_id,customer\n1,Ada\nnine,Alan\n');
    await page.getByRole('button', { name: 'Save sample' }).click();

    const told = page.getByRole('alert').filter({ hasText: 'Row 2, click_id (BIGINT)' });
    await expect
      .poll(() => told.innerText())
      .toContain('"nine" is no value of this type. Write a whole number, such as 42.');
    expect(puts).toBe(0);
  });
});

describe('the command palette in the workbench', () => {
  it('has what can be done with the script, first', async () => {
    const { page } = browser;
    await open();
    const palette = page.getByRole('combobox', { name: 'Job, page or action' });
    await page.keyboard.press('Control+K');
    await page.getByRole('option', { name: /^Preview/ }).waitFor();
    await palette.fill('format');
    await page.getByRole('option', { name: /^Format/, selected: true }).waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await palette.fill('校验');
    await page.getByRole('option', { name: /^Validate/, selected: true }).waitFor();
    const checked = page.waitForRequest((each) => each.url().includes('/sql/validate'));
    await page.keyboard.press('Enter');
    await checked;

    await page.goto(`${api.url}${project}/overview?scenario=full`);
    await page.getByRole('heading').first().waitFor();
    await page.keyboard.press('Control+K');
    await page.getByRole('option').first().waitFor();
    expect(await page.getByRole('option', { name: /^Format/ }).count()).toBe(0);
  });
});

describe('the panels below the editor', () => {
  it('the plan shows its operators, their state and advice', async () => {
    const { page } = browser;
    await open('job_live00');
    await page.getByRole('button', { name: 'Plan', exact: true }).click();
    await page.getByRole('button', { name: 'Explain' }).click();
    await page.getByText('The state of this join grows for ever').waitFor();
    await page.locator('.ls-plan-node').filter({ hasText: 'Join' }).waitFor();
    await page.getByText('+I −U +U −D').first().waitFor();
    await page.waitForFunction(() => document.querySelectorAll('.react-flow__edge-path').length === 6);
    expect(await accessibilityFindings(page)).toEqual([]);
  });

  it('the lineage shows what is read and written', async () => {
    const { page } = browser;
    await open('job_live00');
    await page.getByRole('button', { name: 'Lineage', exact: true }).click();
    await page.getByRole('button', { name: 'Show lineage' }).click();
    await page.locator('.ls-lineage-node').filter({ hasText: 'dwd_flight' }).waitFor();
    await page.waitForFunction(() => document.querySelectorAll('.react-flow__edge-path').length === 2);
    expect(await accessibilityFindings(page)).toEqual([]);
  });

  it('a result has a chart', async () => {
    const { page } = browser;
    await open('job_live00');
    await page.getByRole('button', { name: 'Preview', exact: true }).click();
    await page.getByRole('grid').getByRole('row').nth(3).waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByText('Chart', { exact: true }).click();
    await page.locator('.ls-result-chart canvas').waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
  });

  it('versions are told apart from the draft', async () => {
    const { page } = browser;
    await open('job_live00');
    await page.getByRole('button', { name: 'Versions', exact: true }).click();
    await page.locator('.ls-diff-right').first().waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
  });
});

describe('finding the way in a script', () => {
  it('the outline lists what the script declares, and goes there', async () => {
    const { page } = browser;
    await open();
    await workbench.openOutline();
    const rows = page.locator('.quick-input-list .monaco-list-row');
    await rows.filter({ hasText: 'clicks' }).first().waitFor();
    await page.keyboard.type('orders');
    await rows.filter({ hasText: 'orders' }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.getByText(/Ln 10, Col (24|30)/).waitFor();
  });

  it('F12 goes from a use to its definition', async () => {
    const { page } = browser;
    await open();
    await workbench.goTo(18, 8);
    await page.keyboard.press('F12');
    await page.getByText(/Ln 1, Col (24|30)/).waitFor();
  });

  it("Monaco's own words are Chinese in a Chinese console", async () => {
    const { page } = browser;
    await page.evaluate(() =>
      localStorage.setItem('liusu.preferences', JSON.stringify({ language: 'zh', theme: 'light', railFolded: false })),
    );
    try {
      await open();
      await workbench.editor().click();
      await page.keyboard.press('Control+F');
      await page.locator('.find-widget.visible').getByRole('textbox', { name: '查找' }).waitFor();
    } finally {
      await page.evaluate(() => localStorage.removeItem('liusu.preferences'));
    }
  });
});
