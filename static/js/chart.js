/* A chart to explore, loaded only when somebody asks for it; the same figures are in a table beside it.

   <div class="explorable" data-module="chart" data-src="(asset_url plotly.js)" data-figure="figure-1"
        data-text-loading="Đang tải biểu đồ…" data-text-failed="Chưa tải được biểu đồ. Số liệu có trong bảng bên dưới.">
     <button type="button" class="btn btn-outline" data-chart-open hidden>Mở biểu đồ</button>
     <p data-chart-state role="status"></p>
     <div class="explorable__plot" data-chart-plot hidden role="img" aria-label="…"></div>
   </div>
   <script type="application/json" id="figure-1">{"data": […], "layout": {…}}</script>

   With data-auto it loads by itself, once the page is there and the place is in view. */
let library = null;

export default function chart(place) {
  const open = place.querySelector("[data-chart-open]");
  if (place.hasAttribute("data-auto")) {
    const seen = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) {
        seen.disconnect();
        draw(place);
      }
    });
    seen.observe(place);
    return;
  }
  open.hidden = false;
  open.addEventListener("click", () => {
    open.hidden = true;
    draw(place);
  });
}

async function draw(place) {
  const state = place.querySelector("[data-chart-state]");
  const plot = place.querySelector("[data-chart-plot]");
  state.textContent = place.dataset.textLoading;
  try {
    await load(place.dataset.src);
    const figure = JSON.parse(document.getElementById(place.dataset.figure).textContent);
    plot.hidden = false;
    await window.Plotly.newPlot(plot, figure.data, dressed(figure.layout ?? {}), { displayModeBar: false, responsive: true });
    state.textContent = "";
  } catch {
    plot.hidden = true;
    state.textContent = place.dataset.textFailed;
    const open = place.querySelector("[data-chart-open]");
    if (open) open.hidden = false;
  }
}

function load(address) {
  library ??= new Promise((loaded, failed) => {
    styleShapesByProperty();
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", loaded);
    script.addEventListener("error", () => {
      library = null;
      script.remove();
      failed();
    });
    document.head.append(script);
  });
  return library;
}

/* Plotly writes the style of some shapes as an attribute, which the policy of the page forbids; the same text as a
   property is allowed. */
function styleShapesByProperty() {
  const write = Element.prototype.setAttribute;
  SVGElement.prototype.setAttribute = function setAttribute(name, value) {
    if (name === "style") this.style.cssText = value;
    else write.call(this, name, value);
  };
}

/* The page's own colours and typeface, and the marks of its language. */
function dressed(layout) {
  const styles = getComputedStyle(document.documentElement);
  const colour = (name) => styles.getPropertyValue(name).trim();
  const axis = { gridcolor: colour("--line"), linecolor: colour("--line-strong"), zerolinecolor: colour("--line-strong"), automargin: true };
  const made = {
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    colorway: [colour("--verified"), colour("--gold"), colour("--good"), colour("--self"), colour("--bad")],
    font: { family: colour("--text-font"), color: colour("--ink-2"), size: 14 },
    separators: document.documentElement.lang === "vi" ? ",." : ".,",
    margin: { t: 16, r: 16, b: 48, l: 56 },
    ...layout,
  };
  for (const name of Object.keys(made).concat("xaxis", "yaxis")) {
    if (/^[xy]axis\d*$/.test(name)) made[name] = { ...axis, ...made[name] };
  }
  return made;
}
