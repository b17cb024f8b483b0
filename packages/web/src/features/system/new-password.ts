/** Passwords made for somebody else: easy to read out, without letters that look alike. Pure but for its source of chance. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';
const groups = 4;
const groupLength = 4;

/** Sixteen letters and digits in four groups: about 79 bits. */
export function newPassword(random: (length: number) => Uint32Array = cryptoRandom): string {
  const letters = [...random(groups * groupLength)].map((number) => alphabet[number % alphabet.length] ?? '');
  return Array.from({ length: groups }, (_, group) =>
    letters.slice(group * groupLength, (group + 1) * groupLength).join(''),
  ).join('-');
}

function cryptoRandom(length: number): Uint32Array {
  return crypto.getRandomValues(new Uint32Array(length));
}
