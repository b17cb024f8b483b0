/** Hands a text to the browser as a file. */
export function downloadText(fileName: string, type: string, text: string): void {
  // Spreadsheets read UTF-8 in CSV only behind a byte order mark.
  const parts = type === 'text/csv' ? ['\ufeff', text] : [text];
  const url = URL.createObjectURL(new Blob(parts, { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName.replace(/[\\/:*?"<>|]+/g, '-');
  link.click();
  // The download has its own hold on the blob once the click was handled.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}
