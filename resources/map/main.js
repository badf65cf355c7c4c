// @ts-check
/** Ties the page to the program: commands come in, are obeyed in their order, and reports go out. */

import { startPage, Trouble } from './page.js';

/** @type {any} */
const { QWebChannel, qt } = window;

new QWebChannel(qt.webChannelTransport, (/** @type {any} */ channel) => {
  const program = channel.objects.map;
  const report = (/** @type {object} */ message) => program.report(JSON.stringify(message));
  /** @type {Promise<import('./page.js').Page> | undefined} */
  let page;

  /** @param {any} command */
  const obey = async (command) => {
    if (command.do === 'ping') return report({ on: 'pong' });
    // A page that could not start has said so; nothing after it can be obeyed.
    if (command.do !== 'start') return (await page?.catch(() => undefined))?.obey(command);
    page = startPage(command, report);
    await page;
  };

  program.command.connect((/** @type {string} */ text) => {
    const command = JSON.parse(text);
    obey(command).catch((error) => {
      if (command.do !== 'start') return console.error(`${command.do}: ${error}`);
      report({ on: 'failed', cause: error instanceof Trouble ? error.kind : 'other', detail: String(error) });
    });
  });
  report({ on: 'loaded' });
});
