"""Callables of the standard library that run code, write files or open the network, beyond the ones that lists name."""

from __future__ import annotations

from tests.fakes import opcodes as op

CALLS = {
    "runs": """
os.execv os.spawnlp os.posix_spawn os.fork os.startfile os.popen posix.execve nt.startfile subprocess.run subprocess.getstatusoutput
subprocess.call subprocess.check_call _winapi.CreateProcess pty.fork multiprocessing.Process multiprocessing.Pool
multiprocessing.spawn.spawn_main multiprocessing.popen_spawn_posix.Popen multiprocessing.context.Process multiprocessing.forkserver.main
concurrent.futures.ProcessPoolExecutor asyncio.create_subprocess_exec asyncio.subprocess.create_subprocess_shell distutils.spawn.spawn
pipes.Template distutils.core.run_setup distutils.util.execute venv.create venv.main ensurepip.bootstrap pydoc.pipepager
pydoc.tempfilepager code.InteractiveInterpreter.runsource code.InteractiveConsole.push codeop.compile_command profile.Profile.run
profile.run cProfile.Profile.runctx cProfile.runctx bdb.Bdb.runeval bdb.Bdb.runctx pdb.Pdb.runeval pdb.runcall timeit.Timer.timeit
timeit.repeat trace.Trace.runctx doctest.DocTestRunner.run doctest.script_from_examples doctest.run_docstring_examples runpy.run_module
runpy._run_code runpy._run_module_code pydoc.importfile pydoc.safeimport pydoc.resolve pkgutil.walk_packages zipimport.zipimporter
imp.load_source imp.load_dynamic importlib.reload importlib.__import__ importlib.util.module_from_spec
importlib.machinery.SourceFileLoader.load_module importlib._bootstrap._exec importlib._bootstrap_external.SourceFileLoader
modulefinder.ModuleFinder.import_hook typing.get_type_hints typing.ForwardRef._evaluate dataclasses._create_fn inspect.get_annotations
unittest.main test.support.run_code test.support.script_helper.assert_python_ok test.support.run_in_subinterp lib2to3.main.main
ctypes.CDLL.__init__ ctypes.PyDLL ctypes.util.find_library ctypes.cast ctypes.string_at ctypes.memmove tkinter.Tcl tkinter._test
_tkinter.create turtledemo.__main__.main idlelib.pyshell.main idlelib.run.main signal.signal atexit.register sys.setprofile
threading.settrace threading.Timer weakref.finalize sched.scheduler.run builtins.eval builtins.execfile builtins.breakpoint marshal.load
shelve.open _interpreters.exec readline.read_init_file pickle.load pickle.Unpickler pickle._loads cPickle.loads _compat_pickle.os.system
xmlrpc.server.CGIXMLRPCRequestHandler cgitb.enable wsgiref.handlers.CGIHandler.run logging.config.dictConfig logging.config.listen
gettext.translation asyncio.run threading.Thread.run concurrent.futures.ThreadPoolExecutor.submit contextvars.Context.run
""",
    "writes": """
os.remove os.unlink os.rename os.replace os.rmdir os.removedirs os.chmod os.chown os.symlink os.link os.mkfifo os.open os.write
os.truncate os.makedirs os.putenv os.kill os.utime shutil.copyfile shutil.move shutil.copytree shutil.unpack_archive shutil.make_archive
shutil.copyfileobj pathlib.Path.write_text pathlib.Path.write_bytes pathlib.Path.unlink pathlib.Path.open pathlib.PosixPath.rename
pathlib.PosixPath.touch tempfile.mkstemp tempfile.NamedTemporaryFile zipfile.ZipFile tarfile.TarFile.open zipapp.create_archive
py_compile.compile compileall.compile_dir mailbox.mbox mailbox.Maildir dbm.open dbm.dumb.open dbm.gnu.open logging.FileHandler
logging.handlers.RotatingFileHandler gzip.open bz2.BZ2File lzma.open fileinput.input distutils.file_util.write_file
distutils.file_util.copy_file distutils.dir_util.remove_tree sqlite3.dbapi2.connect _sqlite3.connect wave.open
xml.etree.ElementTree.ElementTree.write mmap.mmap fcntl.ioctl winreg.SetValueEx msilib.OpenDatabase builtins.open io.FileIO io.open_code
_io.open tracemalloc.Snapshot.dump cProfile.Profile.dump_stats posix.remove nt.remove posixpath.os.remove
""",
    "connects": """
socket.socket socket.getaddrinfo socket.gethostbyname socket.create_server _socket.getaddrinfo ssl.get_server_certificate
urllib.request.urlretrieve urllib.request.Request urllib.request.build_opener urllib.urlopen urllib2.urlopen http.client.HTTPSConnection
http.server.test http.server.HTTPServer xmlrpc.client.ServerProxy ftplib.FTP_TLS poplib.POP3 imaplib.IMAP4 imaplib.IMAP4_stream
nntplib.NNTP telnetlib.Telnet smtplib.SMTP_SSL smtpd.SMTPServer asyncio.open_connection asyncio.start_server asyncore.dispatcher
socketserver.TCPServer webbrowser.open_new wsgiref.simple_server.make_server multiprocessing.connection.Client
multiprocessing.managers.BaseManager logging.handlers.SocketHandler logging.handlers.HTTPHandler logging.handlers.SMTPHandler
multiprocessing.connection.Listener urllib.robotparser.RobotFileParser.read
""",
}
"""What they do, and their names: module, dot, name in it."""

MODULES = """
_compat_pickle _winapi _interpreters _io _socket _sqlite3 _tkinter asyncio asyncio.subprocess concurrent.futures ctypes.util dbm.dumb
dbm.gnu distutils.core distutils.dir_util distutils.file_util distutils.spawn distutils.util http.client http.server idlelib.pyshell
idlelib.run importlib._bootstrap importlib._bootstrap_external importlib.machinery importlib.util lib2to3.main logging.config
logging.handlers multiprocessing.connection multiprocessing.context multiprocessing.forkserver multiprocessing.managers
multiprocessing.popen_spawn_posix multiprocessing.spawn sqlite3.dbapi2 test.support test.support.script_helper turtledemo.__main__
urllib.request urllib.robotparser wsgiref.handlers wsgiref.simple_server xml.etree.ElementTree xmlrpc.client xmlrpc.server
"""
"""Modules with a dot in their names, and some without."""


def split(path: str) -> tuple[str, str]:
    """Module and dotted name in it: the longest module of `MODULES`, or the first part."""
    known = [each for each in MODULES.split() if path.startswith(f"{each}.")]
    module = max(known, key=len, default=path.partition(".")[0])
    return module, path[len(module) + 1 :]


def calls() -> dict[str, bytes]:
    """A stream of each, called with one inert text."""
    return {
        f"{kind} {path}": op.pickle(op.call(op.stacked(*split(path)), "x"))
        for kind, paths in CALLS.items()
        for path in paths.split()
    }
