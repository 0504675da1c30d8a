// Loads the page's program, and says so where that fails. Nothing else is imported here: it must work when they do not.

const TEXTS = {
  en: 'The checker could not start: program files are missing or are not those of the published release. Nothing was checked. Reload the page.',
  hi: 'जाँच प्रणाली शुरू नहीं हो सकी: प्रोग्राम फ़ाइलें नहीं मिलीं या प्रकाशित संस्करण की नहीं हैं। कुछ भी नहीं जाँचा गया। पेज दोबारा लोड करें।',
};

import('./main.mjs')
  .then(({ start }) => start())
  .catch((error) => {
    console.warn(`The page could not start: ${error.name}`);
    const badge = document.getElementById('engine-state');
    document.documentElement.dataset.engine = 'failed';
    badge.dataset.level = 'bad';
    badge.replaceChildren(
      ...Object.entries(TEXTS).map(([language, text]) => {
        const line = document.createElement('span');
        line.lang = language;
        line.textContent = `${text} `;
        return line;
      }),
    );
    document.querySelector('main').hidden = true;
  });
