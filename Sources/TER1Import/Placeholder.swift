import CGMime
import CIcal
import CXml

func x() {
  g_mime_init()
  _ = icaltime_today()
  _ = htmlNewParserCtxt()
}
