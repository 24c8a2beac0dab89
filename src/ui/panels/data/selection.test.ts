import { describe, expect, it } from "vitest";
import { clicked, NOTHING_CHOSEN, pressed, type Selection } from "./selection.ts";

const IDS = ["a", "b", "c", "d", "e", "f", "g"];
const PLAIN = { shift: false, ctrl: false };
const chosen = (selection: Selection | null) => [...(selection?.chosen ?? [])].join("");
const press = (before: Selection, key: string, more = {}) =>
  pressed(before, IDS, { key, columns: 3, ...PLAIN, ...more }) as Selection;

describe("clicks", () => {
  it("choose one, with Shift the range from it, with Ctrl one more or one less", () => {
    const one = clicked(NOTHING_CHOSEN, IDS, 2, PLAIN);
    expect(chosen(one)).toBe("c");
    const range = clicked(one, IDS, 4, { shift: true, ctrl: false });
    expect(chosen(range)).toBe("cde");
    expect(chosen(clicked(range, IDS, 0, { shift: true, ctrl: false }))).toBe("abc");
    const more = clicked(range, IDS, 6, { shift: false, ctrl: true });
    expect(chosen(more)).toBe("cdeg");
    expect(chosen(clicked(more, IDS, 3, { shift: false, ctrl: true }))).toBe("ceg");
    expect(chosen(clicked(more, IDS, 0, { shift: true, ctrl: true }))).toBe("cdegabf");
  });
});

describe("keys", () => {
  it("walk the grid and stay inside it", () => {
    const start = clicked(NOTHING_CHOSEN, IDS, 0, PLAIN);
    expect(press(start, "ArrowLeft").focus).toBe(0);
    expect(chosen(press(start, "ArrowDown"))).toBe("d");
    expect(press(press(start, "ArrowDown"), "ArrowDown").focus).toBe(6);
    expect(press(press(press(start, "ArrowDown"), "ArrowRight"), "ArrowDown").focus).toBe(4);
    expect([press(start, "End").focus, press(press(start, "End"), "Home").focus]).toEqual([6, 0]);
  });

  it("extend with Shift, move alone with Ctrl, toggle with Space, take all, and none", () => {
    const start = clicked(NOTHING_CHOSEN, IDS, 1, PLAIN);
    expect(chosen(press(start, "ArrowRight", { shift: true }))).toBe("bc");
    const moved = press(start, "ArrowDown", { ctrl: true });
    expect([chosen(moved), moved.focus]).toEqual(["b", 4]);
    expect(chosen(press(moved, " "))).toBe("be");
    expect(chosen(press(moved, "a", { ctrl: true }))).toBe("abcdefg");
    expect(chosen(press(moved, "Escape"))).toBe("");
    expect(pressed(moved, IDS, { key: "a", columns: 3, ...PLAIN })).toBeNull();
    expect(pressed(NOTHING_CHOSEN, [], { key: "ArrowDown", columns: 3, ...PLAIN })).toBeNull();
  });
});
