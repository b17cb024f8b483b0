/**
 * Keeps the process alive while `action` runs. The clock's timers do not, rightly, for work in the background; a start-up that
 * waits for nothing but such a timer would otherwise end the process in silence.
 */
export async function keepingAlive<T>(action: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => undefined, 2 ** 30);
  try {
    return await action();
  } finally {
    clearInterval(timer);
  }
}
