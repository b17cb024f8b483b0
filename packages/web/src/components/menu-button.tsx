/** A button that opens a menu. Light enough for the first screen; drawn in the browser's top layer, so nothing clips it. */
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';

import './menu-button.css';

export interface MenuItem {
  key: string;
  label: ReactNode;
  onSelect?: () => void;
  danger?: boolean | undefined;
  disabled?: boolean | undefined;
  /** Why it is disabled. */
  title?: string | undefined;
  /** A line above the item. */
  divided?: boolean;
  checked?: boolean;
  /** A heading: not an item that can be chosen. */
  heading?: boolean;
  /** The menu stays open after the choice. */
  keepOpen?: boolean;
}

export interface MenuButtonProps {
  label: string;
  children: ReactNode;
  items: readonly MenuItem[];
  className?: string;
  align?: 'start' | 'end';
  title?: string;
}

export function MenuButton({ label, children, items, className, align = 'start', title }: MenuButtonProps) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const element = menu.current;
    const anchor = button.current;
    if (element === null || anchor === null) return;
    if (!open) return;
    element.showPopover();
    const box = anchor.getBoundingClientRect();
    const width = element.offsetWidth;
    const left = align === 'start' ? box.left : box.right - width;
    const below = box.bottom + 4 + element.offsetHeight <= window.innerHeight;
    element.style.left = `${Math.max(8, Math.min(left, window.innerWidth - width - 8))}px`;
    element.style.top = `${Math.max(8, below ? box.bottom + 4 : box.top - 4 - element.offsetHeight)}px`;
    focusItem(element, 0, 1);
    const onToggle = (event: Event): void => {
      if ((event as ToggleEvent).newState === 'closed') setOpen(false);
    };
    element.addEventListener('toggle', onToggle);
    return () => element.removeEventListener('toggle', onToggle);
  }, [open, align]);

  function close(): void {
    menu.current?.hidePopover();
    setOpen(false);
    button.current?.focus();
  }

  function onKeyDown(event: KeyboardEvent): void {
    const element = menu.current;
    if (element === null) return;
    const elements = [...element.querySelectorAll<HTMLElement>('[role^=menuitem]')];
    const index = elements.indexOf(document.activeElement as HTMLElement);
    if (event.key === 'ArrowDown') focusItem(element, index + 1, 1);
    else if (event.key === 'ArrowUp') focusItem(element, index - 1, -1);
    else if (event.key === 'Tab' || event.key === 'Escape') close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <>
      <button
        ref={button}
        type="button"
        className={className ?? 'ls-menu-button'}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        title={title}
        onClick={(event) => {
          event.stopPropagation();
          setOpen(!open);
        }}
      >
        {children}
      </button>
      {open ? (
        // The popover is outside the flow; clicks in it are no clicks on the row it may stand in.
        <div
          ref={menu}
          id={id}
          popover="auto"
          role="menu"
          tabIndex={-1}
          aria-label={label}
          className="ls-menu"
          onKeyDown={onKeyDown}
          onClick={(event) => event.stopPropagation()}
        >
          {items.map((item) =>
            item.heading === true ? (
              <div key={item.key} role="presentation" className="ls-menu-heading">
                {item.label}
              </div>
            ) : (
              <button
                key={item.key}
                type="button"
                role={item.checked === undefined ? 'menuitem' : 'menuitemcheckbox'}
                aria-checked={item.checked}
                aria-disabled={item.disabled}
                title={item.title}
                className={[
                  'ls-menu-item',
                  item.danger === true ? 'ls-menu-danger' : '',
                  item.divided === true ? 'ls-menu-divided' : '',
                ].join(' ')}
                onClick={() => {
                  if (item.disabled === true) return;
                  if (item.keepOpen !== true) close();
                  item.onSelect?.();
                }}
              >
                {item.checked === undefined ? null : <span className="ls-menu-check">{item.checked ? '✓' : ''}</span>}
                {item.label}
              </button>
            ),
          )}
        </div>
      ) : null}
    </>
  );
}

function focusItem(menu: HTMLElement, index: number, step: 1 | -1): void {
  const elements = [...menu.querySelectorAll<HTMLElement>('[role^=menuitem]')];
  if (elements.length === 0) return menu.focus();
  const wrapped = (index + elements.length) % elements.length;
  (elements[wrapped] ?? elements[step === 1 ? 0 : elements.length - 1])?.focus();
}
