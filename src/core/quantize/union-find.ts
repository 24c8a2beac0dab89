/** @file Sharing groups: values that must have one scale, because integers pass between them unchanged. */

export interface Groups {
  join(a: string, b: string): void;
  /** The group's representative; a value never joined is its own group. */
  find(a: string): string;
}

export function createGroups(): Groups {
  const parent = new Map<string, string>();
  const find = (a: string): string => {
    let root = a;
    for (let up = parent.get(root); up !== undefined; up = parent.get(root)) root = up;
    return root;
  };
  return {
    find,
    // The first argument's representative stays, so a group is named after where its values come from.
    join(a, b) {
      const [x, y] = [find(a), find(b)];
      if (x !== y) parent.set(y, x);
    },
  };
}
