// Draws the description of the API; what is tried out carries the token that was typed in under "Authorize".
SwaggerUIBundle({ url: "/api/v1/openapi.json", dom_id: "#docs", deepLinking: true, validatorUrl: null });
