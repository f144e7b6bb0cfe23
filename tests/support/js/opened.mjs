/** Runs `open` for what has a close(), and returns it; what was begun is closed when that fails. */
export async function opened(closable, open) {
  try {
    await open();
    return closable;
  } catch (error) {
    await closable.close();
    throw error;
  }
}
