// Selecting a step: hover or focus previews, click locks, Esc unlocks, arrow keys walk. Everything is readable without it.
(() => {
  'use strict';
  const root = document.documentElement;
  const all = (query) => Array.from(document.querySelectorAll(query));
  const steps = all('[data-step]');
  const ids = all('article[data-step]').map((element) => element.dataset.step);
  let locked = null, shown = null;

  // Sources of every step as drawn in its own list of what it rests on, strongest first.
  const sources = new Map(), users = new Map();
  all('article[data-step] [data-rests]').forEach((element) => {
    const step = element.closest('article').dataset.step, source = element.dataset.rests;
    if (!sources.has(step)) sources.set(step, []);
    if (!sources.get(step).includes(source)) sources.get(step).push(source);
    if (!users.has(source)) users.set(source, []);
    users.get(source).push(step);
  });

  const show = (step) => {
    if (step === shown) return;
    shown = step;
    root.classList.toggle('picked', step !== null);
    const rests = new Set(step === null ? [] : sources.get(step) || []);
    steps.forEach((element) => {
      const edge = element.dataset.source !== undefined;
      const own = element.dataset.step === step && step !== null;
      element.classList.toggle('on', own);
      element.classList.toggle('src', !edge && !own && rests.has(element.dataset.step));
    });
  };
  const lock = (step, scroll) => {
    locked = step;
    show(step);
    const target = step === null ? null : document.getElementById('step-' + step);
    if (target && scroll) target.scrollIntoView({block: 'nearest', behavior: 'smooth'});
  };
  const stepAt = (event) => {
    const element = event.target.closest ? event.target.closest('a[data-step], article[data-step], [data-rests]') : null;
    return element ? element.dataset.rests || element.dataset.step : null;
  };

  document.addEventListener('mouseover', (event) => { if (locked === null) show(stepAt(event)); });
  document.addEventListener('focusin', (event) => { if (locked === null) show(stepAt(event)); });
  document.addEventListener('click', (event) => {
    const step = stepAt(event);
    if (step === null) return;
    const drawn = event.target.closest('svg');
    if (drawn) event.preventDefault();
    if (!drawn && window.getSelection && String(window.getSelection())) return;
    lock(locked === step && !event.target.closest('[data-rests]') ? null : step, Boolean(event.target.closest('[data-rests]')));
  });
  // A tree that is wider than its frame begins at its middle, where its trunk stands.
  all('.picture .scroll').forEach((frame) => { frame.scrollLeft = (frame.scrollWidth - frame.clientWidth) / 2; });

  const formulas = document.getElementById('formulas');
  const toggle = () => formulas.setAttribute('aria-pressed', String(root.classList.toggle('source')));
  if (formulas) formulas.addEventListener('click', toggle);

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'm' && formulas) { toggle(); return; }
    if (event.key === 'Escape') { lock(null, false); return; }
    if (locked === null || !ids.length) return;
    const next = {
      ArrowDown: () => ids[Math.min(ids.length - 1, ids.indexOf(locked) + 1)],
      ArrowUp: () => ids[Math.max(0, ids.indexOf(locked) - 1)],
      ArrowLeft: () => (sources.get(locked) || [])[0],
      ArrowRight: () => (users.get(locked) || [])[0],
    }[event.key];
    if (!next) return;
    event.preventDefault();
    const step = next();
    if (step !== undefined) lock(step, true);
  });
})();
