// A sound for each outcome, made here; and a switch to be silent.

const KEPT = "raid sound";
const TUNES = {
  booked: [[880, 0.09], [1320, 0.14]],
  finished: [[660, 0.12], [880, 0.12], [1320, 0.25]],
  told: [[520, 0.16], [520, 0.16]],
  refused: [[196, 0.45]],
  waiting: [[720, 0.06]],
};
let heard = null;

export const isOn = () => localStorage.getItem(KEPT) !== "off";

export function turn(on) {
  localStorage.setItem(KEPT, on ? "on" : "off");
}

export function play(outcome) {
  // Browsers let a page make no sound before somebody touched it, and complain where one tries.
  if (!isOn() || navigator.userActivation?.hasBeenActive === false) return;
  try {
    heard ??= new AudioContext();
    if (heard.state === "suspended") heard.resume();
    let at = heard.currentTime;
    for (const [pitch, lasts] of TUNES[outcome] ?? []) {
      const tone = heard.createOscillator();
      const volume = heard.createGain();
      tone.type = outcome === "refused" ? "square" : "sine";
      tone.frequency.value = pitch;
      volume.gain.setValueAtTime(0.2, at);
      volume.gain.exponentialRampToValueAtTime(0.001, at + lasts);
      tone.connect(volume).connect(heard.destination);
      tone.start(at);
      tone.stop(at + lasts);
      at += lasts + 0.03;
    }
  } catch {
    // A tablet without sound still shows the sign and the word.
  }
}
