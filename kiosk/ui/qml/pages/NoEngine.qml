pragma ComponentBehavior: Bound

import QtQuick
import Kiosk.Screen
import "../controls"

// The screen's own page while no engine answers.
PageBody {
    id: alone

    page: ({ title: Screen.words.no_engine_title, lead: "", error: "", buttons: [] })
    centred: true
    least: rest.implicitHeight

    Resting {
        id: rest
        anchors.centerIn: parent
        width: parent.width
        reason: Screen.words.no_engine_lead
        hotline: Screen.hotline
    }
}
