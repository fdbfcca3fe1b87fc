// The style sheet shows some parts only where scripts run.
document.documentElement.classList.add("js");
