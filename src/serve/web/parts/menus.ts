/** Menus are `<details>`: a press outside or Escape closes them, and only one is open. */

/** Listens for what closes menus. */
export function followMenus(): void {
  addEventListener('pointerdown', ({ target }) =>
    closeAll((target as Element | null)?.closest('details.menu') ?? undefined),
  );
  addEventListener(
    'keydown',
    (event) => {
      const open = document.querySelector<HTMLDetailsElement>('details.menu[open]');
      if (event.key !== 'Escape' || open === null) return;
      event.stopPropagation();
      event.preventDefault();
      closeAll(undefined);
      open.querySelector('summary')?.focus();
    },
    { capture: true },
  );
}

function closeAll(but: Element | undefined): void {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>('details.menu[open]'))
    if (menu !== but) menu.open = false;
}
