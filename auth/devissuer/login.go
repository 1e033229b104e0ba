package devissuer

import (
	"context"
	"html/template"
	"net/http"
)

// login is the page where somebody says who they are.
type login struct {
	storage  *storage
	callback func(ctx context.Context, requestID string) string
}

var loginPage = template.Must(template.New("login").Parse(`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>ClearClaim development login</title>
<style>body{font:1rem system-ui;max-width:24rem;margin:4rem auto}button{display:block;width:100%;margin:.5rem 0;padding:.75rem;font:inherit;text-align:left}</style></head>
<body><h1>Who are you?</h1><p>Development users. There are no passwords.</p>
<form method="post"><input type="hidden" name="id" value="{{.ID}}">
{{range .Users}}<button name="subject" value="{{.Principal.Subject}}">{{.Name}}</button>
{{end}}</form></body></html>
`))

// show lists the users.
func (l *login) show(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
	_ = loginPage.Execute(w, struct {
		ID    string
		Users []User
	}{r.URL.Query().Get("id"), l.storage.users})
}

// choose completes the authorization request as the chosen user.
func (l *login) choose(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 4096)
	id := r.PostFormValue("id")
	if err := l.storage.signIn(id, r.PostFormValue("subject")); err != nil {
		http.Error(w, "this login is unknown or over; begin again", http.StatusBadRequest)
		return
	}
	http.Redirect(w, r, l.callback(r.Context(), id), http.StatusFound)
}
