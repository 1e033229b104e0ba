package postgres

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
)

// identity is the user that the server's programs run as. They refuse to run
// as root, so that root needs another one.
type identity struct {
	namespace bool
	uid, gid  uint32 // of another user, if we are root and they are not zero
}

// chooseIdentity returns ourselves if we are an ordinary user. For root it is
// a user namespace if the system permits that, else another user.
func chooseIdentity(bin binaries) (identity, error) {
	if os.Geteuid() != 0 {
		return identity{}, nil
	}
	if hasUserNamespaces {
		ns := identity{namespace: true}
		if err := run(ns.command(bin.path("postgres"), "--version")); err == nil {
			return ns, nil
		}
	}
	return otherUser(bin)
}

func otherUser(bin binaries) (identity, error) {
	for _, name := range []string{"postgres", "nobody"} {
		account, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, _ := strconv.ParseUint(account.Uid, 10, 32)
		gid, _ := strconv.ParseUint(account.Gid, 10, 32)
		id := identity{uid: uint32(uid), gid: uint32(gid)}
		if err := run(id.command(bin.path("postgres"), "--version")); err == nil {
			return id, nil
		}
	}
	return identity{}, errors.New("PostgreSQL does not run as root, user namespaces are forbidden here, " +
		"and no other user may execute " + bin.path("postgres"))
}

// command prepares a program to run as the identity. Its environment has none
// of the settings that would reach PostgreSQL behind our back. No context kills
// it: the server is to stop in order, see [Server.Stop].
func (id identity) command(program string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(context.Background(), program, args...)
	cmd.SysProcAttr = sysProcAttr()
	cmd.Dir = filepath.Dir(program)
	if id.namespace {
		inUserNamespace(cmd.SysProcAttr)
	}
	if id.uid != 0 {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: id.uid, Gid: id.gid}
	}
	for _, entry := range os.Environ() {
		if !strings.HasPrefix(entry, "PG") && !strings.HasPrefix(entry, "LC_") && !strings.HasPrefix(entry, "LANG") {
			cmd.Env = append(cmd.Env, entry)
		}
	}
	cmd.Env = append(cmd.Env, "LC_ALL=C")
	return cmd
}

// own gives a directory to the identity, if it belongs to another one: it may
// have been made where other identities were possible.
func (id identity) own(dir string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	owner, err := ownerOf(dir)
	if err != nil || owner == id.uid {
		return err
	}
	return filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, int(id.uid), int(id.gid))
	})
}

// admit lets another user pass through a directory that is ours.
func (id identity) admit(dir string) error {
	if id.uid == 0 {
		return nil
	}
	return os.Chmod(dir, 0o711)
}

func ownerOf(path string) (uint32, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return 0, err
	}
	return info.Sys().(*syscall.Stat_t).Uid, nil
}

// start starts a command on a thread that stays: the kernel's death signal is
// bound to the thread that started the process. The channel gets the result
// of waiting for it.
func start(cmd *exec.Cmd) (<-chan error, error) {
	started, done := make(chan error, 1), make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			done <- cmd.Wait()
		}
	}()
	return done, <-started
}

// run runs a command to its end.
func run(cmd *exec.Cmd) error {
	var out strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &out
	done, err := start(cmd)
	if err == nil {
		err = <-done
	}
	if err != nil {
		return fmt.Errorf("%s: %w\n%s", filepath.Base(cmd.Path), err, out.String())
	}
	return nil
}
