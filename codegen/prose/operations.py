"""What each operation does, in plain words.

`SUMMARIES` has one entry for each operation of the description, no more and no less: `openapi.py` fails otherwise.
docs/operations.md shows the first sentence; the operation's comment shows all of them.

Words used throughout: a *workspace* is a site collection, Microsoft 365 Group, team or community under governance; a
*service* is what an administrator offers in the catalogue; a *request* is one use of a service; a *task* is what
somebody has to do about a request or a workspace.
"""

# --- requests --------------------------------------------------------------------------------------------------------

# What a request asks for -> (the operation that submits it, the one that also answers with the request and what of it,
# the one that reads it, the one that edits it in a task); None where the API has none.
_WHOLE = "the request as the service has recorded it"
_GROUP = "those of its fields that all lifecycle requests about groups have"
_SITE = "those of its fields that all lifecycle requests about site collections have"
REQUESTS = {
    "archive a Microsoft 365 Group or a team": (
        "SubmitArchiveGroupRequest", ("SubmitArchiveGroupRequestV2", _GROUP), "GetArchiveGroupRequest",
        "EditArchiveGroupRequest",
    ),
    "archive a site collection": (
        "SubmitArchiveSiteRequest", ("SubmitArchiveSiteRequestV2", _SITE), "GetArchiveSiteRequest",
        "EditArchiveSiteRequest",
    ),
    "archive a subsite": ("SubmitArchiveWebRequest", None, "GetArchiveWebRequest", "EditArchiveWebRequest"),
    "change the name, contacts, owners, members or other settings of a Microsoft 365 Group, team or community": (
        "SubmitChangeGroupSettingRequest", ("SubmitChangeGroupSettingRequestV2", _WHOLE),
        "GetChangeGroupSettingRequest", "EditChangeGroupRequest",
    ),
    "put a Microsoft 365 Group, team or community under another policy": (
        "SubmitChangeGroupPolicyRequest", ("SubmitChangeGroupPolicyRequestV2", _GROUP), "GetChagneGroupPolicyRequest",
        "EditChangeGroupPolicyRequest",
    ),
    "change the storage quota of a Microsoft 365 Group, team or community": (
        "SubmitChangeGroupQuotaRequest", ("SubmitChangeGroupQuotaRequestV2", _GROUP), "GetChangeGroupQuotaRequest",
        "EditChangeGroupQuotaRequest",
    ),
    "change the title, description, navigation or versioning of a list or library": (
        "SubmitChangeListSettingRequest", None, "GetChangeListSettingRequest", "EditChangeListSettingRequest",
    ),
    "change or remove the permissions that users have on a SharePoint object": (
        "SubmitChangePermissionRequest", ("SubmitChangePermissionRequestV2", _WHOLE), "GetChangePermissionRequest",
        "EditChangePermissionRequest",
    ),
    "change the name, description, owners, members or quota of a private channel": (
        "SubmitChangePrivateChannelRequest", None, "GetChangePrivateChannelRequest", None,
    ),
    "change the contacts or administrators of site collections": (
        "SubmitChangeSiteContactRequest", ("SubmitChangeSiteContactRequestV2", _WHOLE), "GetChangeSiteContactRequest",
        "EditChangeSiteContactRequest",
    ),
    "change the title, description, metadata, hub site or sensitivity of a site collection": (
        "SubmitChangeSiteSettingRequest", ("SubmitChangeSiteSettingRequestV2", _WHOLE), "GetChangeSiteSettingRequest",
        "EditChangeSiteSettingRequest",
    ),
    "put a site collection under another policy": (
        "SubmitChangeSitePolicyRequest", ("SubmitChangeSitePolicyRequestV2", _SITE), "GetChangeSitePolicyRequest",
        "EditChangeSitePolicyRequest",
    ),
    "change the storage quota of a site collection": (
        "SubmitChangeSiteQuotaRequest", ("SubmitChangeSiteQuotaRequestV2", _SITE), "GetChangeSiteQuotaRequest",
        "EditChangeSiteQuotaRequest",
    ),
    "change the contacts of subsites": (
        "SubmitChangeWebContactRequest", None, "GetChangeWebContactRequest", "EditChangeWebContactRequest",
    ),
    "change the title, description or metadata of a subsite": (
        "SubmitChangeWebSettingRequest", None, "GetChangeWebSettingRequest", "EditChangeWebSettingRequest",
    ),
    "give one user the SharePoint permissions that another user has": (
        "SubmitClonePermissionRequest", None, "GetClonePermissionRequest", "EditClonePermissionRequest",
    ),
    "copy or move SharePoint content to another place": (
        "SubmitContentMoveRequest", ("SubmitContentMoveRequestV2", _WHOLE), "GetContentMoveRequest",
        "EditContentMoveRequest",
    ),
    "create a Microsoft 365 Group, a team or a community": (
        "SubmitCreateGroupRequest", ("SubmitCreateGroupRequestV2", _WHOLE), "GetCreateGroupRequest",
        "EditCreateGroupRequest",
    ),
    "invite guest users": (
        "SubmitCreateGuestUserRequest", None, "GetCreateGuestUserRequest", "EditCreateGuestUserRequest",
    ),
    "create a list or library": ("SubmitCreateListRequest", None, "GetCreateListRequest", "EditCreateListRequest"),
    "create a private channel in a team": (
        "SubmitCreatePrivateChannelRequest", None, "GetCreatePrivateChannelRequest", None,
    ),
    "create a site collection": (
        "SubmitCreateSiteRequest", ("SubmitCreateSiteRequestV2", _WHOLE), "GetCreateSiteRequest",
        "EditCreateSiteRequest",
    ),
    "create a subsite": (
        "SubmitCreateWebRequest", ("SubmitCreateWebRequestV2", _WHOLE), "GetCreateWebRequest", "EditCreateWebRequest",
    ),
    "delete a Microsoft 365 Group, team or community": (
        "SubmitDeleteGroupRequest", ("SubmitDeleteGroupRequestV2", _GROUP), "GetDeleteGroupRequest",
        "EditDeleteGroupRequest",
    ),
    "delete a site collection": (
        "SubmitDeleteSiteRequest", ("SubmitDeleteSiteRequestV2", _SITE), "GetDeleteSiteRequest",
        "EditDeleteSiteRequest",
    ),
    "delete a subsite": ("SubmitDeleteWebRequest", None, "GetDeleteWebRequest", "EditDeleteWebRequest"),
    "extend the lease of a Microsoft 365 Group, team or community": (
        "SubmitExtendGroupRequest", ("SubmitExtendGroupRequestV2", _GROUP), "GetExtendGroupRequest",
        "EditExtendGroupRequest",
    ),
    "extend the lease of a site collection": (
        "SubmitExtendSiteRequest", ("SubmitExtendSiteRequestV2", _SITE), "GetExtendSiteRequest",
        "EditExtendSiteRequest",
    ),
    "give users permissions on a SharePoint object, for good or for some time": (
        "SubmitGrantPermissionRequest", ("SubmitGrantPermissionRequestV2", _WHOLE), "GetGrantPermissionRequest",
        "EditGrantPermissionRequest",
    ),
    "lock a site collection, against changes or against any access": (
        "SubmitLockSiteRequest", ("SubmitLockSiteRequestV2", _SITE), "GetLockSiteReuqest", "EditLockSiteRequest",
    ),
    "change the groups and the users' permissions of a SharePoint object": (
        "SubmitManagePermissionRequest", ("SubmitManagePermissionRequestV2", _WHOLE), "GetManagePermissionRequest",
        "EditManagePermissionRequest",
    ),
    "restore an archived Microsoft 365 Group or team": (
        "SubmitRestoreGroupRequest", ("SubmitRestoreGroupRequestV2", _GROUP), "GetRestoreGroupRequest",
        "EditRestoreGroupRequest",
    ),
    "unlock a site collection": (
        "SubmitUnlockSiteRequest", ("SubmitUnlockSiteRequestV2", _SITE), "GetUnlockSiteRequest",
        "EditUnLockSiteRequest",
    ),
    "do what a custom service offers": (
        "SubmitCustomRequest", ("SubmitCustomRequestV2", _WHOLE), "GetCustomRequest", "EditCustomRequest",
    ),
}

_LATER = "The request then goes through the approval process of its service, and is carried out after that."


def _requests():
    found = {}
    for matter, (submit, submit_and_get, get, edit) in REQUESTS.items():
        found[submit] = f"Submits a request to {matter}. Returns the identifier of the new request. {_LATER}"
        if submit_and_get:
            found[submit_and_get[0]] = (
                f"Submits a request to {matter}, and returns the new request. The answer holds {submit_and_get[1]}. "
                f"{_LATER}"
            )
        found[get] = f"Reads a request to {matter}. Returns its content and its progress."
        if edit:
            found[edit] = (
                f"Replaces the content of a request to {matter}, from within a task. It is meant for the assignee "
                "of a task whose `allow_edit` is true; the task itself remains to be decided."
            )
    return found


# --- galleries of dynamic requests -----------------------------------------------------------------------------------

# What an activity of a dynamic request does -> the operation that reads the activity's settings.
GALLERIES = {
    "changes the contacts of a workspace": "GetDynamicRequestChangeContactGallery",
    "changes the owners and members of a group in Exchange": "GetDynamicRequestChangeExchangeResourceMembershipGallery",
    "changes the licenses of users": "GetDynamicRequestChangeLicenseGallery",
    "changes the name, description or visibility of a security group":
        "GetDynamicRequestChangeSecurityGroupSettingsGallery",
    "changes a shared channel of a team": "GetDynamicRequestChangeSharedChannelGallery",
    "changes who may open a shared mailbox, send as it or send on its behalf":
        "GetDynamicRequestChangeSharedMailboxPermissionGallery",
    "changes the sharing, storage, contact election and renewal profiles of a site collection":
        "GetDynamicRequestChangeSiteProfileGallery",
    "changes the settings of a site collection": "GetDynamicRequestChangeSiteSettingGallery",
    "changes the settings of a team": "GetDynamicRequestChangeTeamSettingGallery",
    "creates a community": "GetDynamicRequestCreateCommunityGallery",
    "creates a distribution list": "GetDynamicRequestCreateDistributionListGallery",
    "creates an equipment mailbox": "GetDynamicRequestCreateEquipmentMailboxGallery",
    "creates a Microsoft 365 Group": "GetDynamicRequestCreateGroupGallery",
    "creates a library": "GetDynamicRequestCreateLibraryGallery",
    "creates a mail-enabled security group": "GetDynamicRequestCreateMailEnabledGroupGallery",
    "creates a room mailbox": "GetDynamicRequestCreateRoomMailboxGallery",
    "creates a security group": "GetDynamicRequestCreateSecurityGroupGallery",
    "creates a shared channel in a team": "GetDynamicRequestCreateSharedChannelGallery",
    "creates a shared mailbox": "GetDynamicRequestCreateSharedMailboxGallery",
    "creates a site collection": "GetDynamicRequestCreateSiteGallery",
    "creates a team": "GetDynamicRequestCreateTeamsGallery",
    "takes a lifecycle action on a group in Exchange, such as deleting it":
        "GetDynamicRequestExchangeResourceLifecycleGallery",
    "invites guest users": "GetDynamicRequestInviteGuestGallery",
    "takes a lifecycle action on a Microsoft 365 Group, such as deleting it":
        "GetDynamicRequestM365GroupLifecycleGallery",
    "takes a lifecycle action on a site collection, such as locking or deleting it":
        "GetDynamicRequestSCLifecycleGallery",
    "takes a lifecycle action on a shared mailbox, such as deleting it":
        "GetDynamicRequestSharedMailboxLifecycleGallery",
    "takes a lifecycle action on a team, such as archiving or deleting it": "GetDynamicRequestTeamLifecycleGallery",
}


def _galleries():
    return {
        operation: f"Reads from a dynamic request the settings of an activity that {deed}. "
        "Returns all fields that the settings of such an activity, its gallery, have; "
        "`get_dynamic_request` gives those that all galleries have."
        for deed, operation in GALLERIES.items()
    }


# --- services --------------------------------------------------------------------------------------------------------

# What the requests of a service ask for -> the operation that reads the service.
SERVICES = {
    "change the settings of a Microsoft 365 Group, team or community": "GetChangeGroupSettingService",
    "change the settings of a list or library": "GetChangeListSettingService",
    "change or remove users' permissions on SharePoint objects": "GetChangePermissionService",
    "change a private channel": "GetChangePrivateChannelService",
    "change the contacts or administrators of site collections": "GetChangeSiteContactService",
    "change the settings of a site collection": "GetChangeSiteSettingService",
    "change the contacts of subsites": "GetChangeWebContactService",
    "change the settings of a subsite": "GetChangeWebSettingsService",
    "give one user the SharePoint permissions of another": "GetClonePermissionService",
    "copy or move SharePoint content": "GetContentMoveService",
    "create a Microsoft 365 Group, a team or a community": "GetCreateGroupService",
    "invite guest users": "GetCreateGuestUserService",
    "create a list or library": "GetCreateListService",
    "create a private channel": "GetCreatePrivateChannelService",
    "create a site collection": "GetCreateSiteService",
    "create a subsite": "GetCreateWebService",
    "give users permissions on SharePoint objects": "GetGrantPermissionService",
    "archive, restore, extend or delete a Microsoft 365 Group, team or community, or change its policy or quota":
        "GetGroupLifecycleService",
    "change the groups and permissions of a SharePoint object": "GetManagePermissionService",
    "archive, lock, unlock, extend or delete a site collection, or change its policy or quota":
        "GetSiteLifecycleService",
    "archive or delete a subsite": "GetWebLifecycleService",
}


def _services():
    return {
        operation: f"Reads a service whose requests {matter}. Returns what a requester may set, the available "
            "choices, and a `request_template` to fill in and submit."
        for matter, operation in SERVICES.items()
    }


# --- validations -----------------------------------------------------------------------------------------------------

# The operation -> (what is asked, what else the answer tells).
_VALIDATIONS = {
    "ValidateForChangeGroupSettingService": (
        "the settings of a Microsoft 365 Group, team or community may be changed", "what they are now",
    ),
    "ValidateForChangeListSettingService": (
        "lists and libraries of a site may be changed", "the site and its lists",
    ),
    "ValidateForChangePermissionService": (
        "permissions on a SharePoint object may be changed",
        "the object and whether it inherits its permissions",
    ),
    "ValidateForChangeSiteContactService": (
        "the contacts or administrators of a site collection may be changed", "who they are now",
    ),
    "ValidateForChangeSiteSettingService": (
        "the settings of a site collection may be changed", "what they are now",
    ),
    "ValidateForChangeWebContactService": ("the contacts of a subsite may be changed", "who they are now"),
    "ValidateForChangeWebSettingService": (
        "the settings of a subsite may be changed", "its present title, description and metadata",
    ),
    "ValidateForClonePermissionService": ("permissions in a site may be cloned", "the site collection's identifier"),
    "ValidateForContentMoveService": (
        "a SharePoint object may be the source or the destination of a copy or move", "the object",
    ),
    "ValidateForCreateListService": (
        "a list or library of a given title may be created under an address", "the parent and the metadata to fill in",
    ),
    "ValidateForCreateWebService": (
        "a subsite may be created under an address", "its site collection with its contacts",
    ),
    "ValidateForGrantPermissionService": (
        "users may be given permissions on a SharePoint object", "the permission levels and groups to choose from",
    ),
    "ValidateForGroupLifecycleService": (
        "its lifecycle action may be taken on a Microsoft 365 Group, team or community",
        "what the requester may choose for it",
    ),
    "ValidateForManagePermissionService": (
        "the groups and permissions of a SharePoint object may be changed", "the permission levels to choose from",
    ),
    "ValidateForSiteLifecycleService": (
        "its lifecycle action may be taken on a site collection", "what the requester may choose for it",
    ),
    "ValidateForWebLifecycleService": (
        "its lifecycle action may be taken on a subsite", "the subsite and its site collection",
    ),
    "ValidateTeamForChangePrivateChannelService": (
        "the private channels of a team may be changed", "the team and its private channels",
    ),
    "ValidateTeamForCreatePrivateChannelService": (
        "a private channel may be created in a team", "the team and the owners to choose from",
    ),
}


def _has(more):
    return f"{'says' if more.startswith(('what ', 'who ')) else 'has'} {more}"


def _validations():
    return {
        operation: f"Asks a service whether {question}. Changes nothing. The answer is in `is_valid`: status 200 alone "
        f"does not mean yes. When it is no, there is a message. The reply also {_has(more)}."
        for operation, (question, more) in _VALIDATIONS.items()
    }


# --- the others, one by one ------------------------------------------------------------------------------------------

_BULK = "Status 200 means that the service has accepted the job, not that it is done."
_ORDERED = "Status 200 means that the import was accepted, not that it is complete."
_BY_FILE = f"They are named in a file uploaded before to the address that `get_upload_file_url` gave. {_ORDERED}"
_BY_BODY = (
    "They are named in the body, or in a file uploaded before to the address that `get_upload_file_url` gave. "
    + _ORDERED
)

_OTHERS = {
    # auth
    "DeleteTokenCache": "Makes the service forget the tokens that it has cached for an API profile and a user. The "
        "body names the profile by its secret. Returns nothing; emptying an empty cache is no error.",
    "GetDelegateAccessToken": "Exchanges the secret of an API profile and a user's principal name for an access "
        "token that acts for this user. Returns an access token, a refresh token and their duration, or why there "
        "is none: read `is_success`, since status 200 does not mean success. `auth::delegated_token` calls it where needed.",
    "RefreshUserAccessToken": "Exchanges a refresh token for a new access token. Returns the new pair, or why there "
        "is none: read `is_success`, since status 200 does not mean success. `auth::user_token` calls it where needed.",
    # admin/guest_users, admin/requests, admin/tasks, admin/services, admin/shared_mailboxes
    "GetManagedGuestUsers": "Lists the guest users under governance. Each row has the guest's "
        "contacts, renewal profile and state.",
    "GetAllRequests": "Lists the requests of all users. Each row has the service, the requester, the state and who "
        "is to act next.",
    "GetAllTasks": "Lists the tasks of all users. Each row has the request, the assignee, the due date and the state.",
    "GetServices": "Lists the services that administrators have set up. Each row has the kind of "
        "service, its state and who changed it last.",
    "GetSharedMailboxes": "Lists the shared mailboxes under governance. Each row has the contacts, the profiles and "
        "the state.",
    "SpecifySharedMailboxContacts": "Sets the primary and secondary contacts of shared mailboxes, those that the "
        f"body lists or that the filter selects. {_BULK}",
    "GetSharedMailboxesFilters": "Lists the different values that one field has among the shared mailboxes under "
        "governance. Returns each value with the text to show for it, as needed for a choice of filters.",
    # admin/unmanaged_directory
    "ImportUnmanagedAdGroups": f"Takes existing groups of Microsoft Entra ID under governance. {_BY_FILE}",
    "ImportUnmanagedEnvironments": f"Takes existing Power Platform environments under governance. {_BY_BODY} "
        "Returns the identifier of the import job.",
    "ImportUnmanagedGroups": f"Takes existing Microsoft 365 Groups under governance. {_BY_BODY} Returns the "
        "identifier of the import job.",
    "ImportUnmanagedPowerApps": f"Takes existing apps of Power Apps under governance. {_BY_FILE}",
    "ImportUnmanagedPowerAutomate": f"Takes existing flows of Power Automate under governance. {_BY_FILE}",
    "ImportUnmanagedPowerBI": f"Takes existing Power BI workspaces under governance. {_BY_FILE}",
    "ImportUnmanagedSharedMailboxes": f"Takes existing shared mailboxes under governance. {_BY_BODY}",
    "ImportUnmanagedSites": f"Takes existing site collections under governance. {_BY_BODY} Returns the identifier "
        "of the import job.",
    "ImportUnmanagedTeams": f"Takes existing teams under governance. {_BY_BODY} Returns the identifier of the "
        "import job.",
    # admin/workspaces
    "GetWorkspaces": "Lists the workspaces under governance: site collections, Microsoft 365 Groups, teams and "
        "communities. Each row has the contacts, policy, profiles, storage, sharing and state.",
    "GetWorkspacesPost": "Lists the workspaces under governance, as `get_workspaces` does, by a POST. The "
        "parameters are part of the address here too. Only reads, although it is a POST.",
    "DeleteWorkspaces": "Takes workspaces out of governance, and deletes them in Microsoft 365 too where "
        f"`enable_remove_object` is true. {_BULK}",
    "ArchiveWorkspace": "Archives site collections or teams, with the archive profile that the body names. The "
        f"body lists them or the filter selects them. {_BULK}",
    "ApplyCommunitiesProfiles": "Applies profiles for renewal, contact election, storage and external sharing to "
        "communities. The body says which profiles, which communities, and what happens to their open tasks.",
    "SpecifyContacts": "Sets the primary and secondary contacts of workspaces, those that the body lists or that "
        f"the filter selects. {_BULK}",
    "TriggerWorkspacesElection": "Starts the election of new contacts for workspaces, those that the body lists or "
        f"that the filter selects. {_BULK}",
    "GetWorkspaceFilters": "Lists the different values that one field has among the workspaces under governance. "
        "Returns each value with the text to show for it, as needed for a choice of filters.",
    "ApplyGroupProfiles": "Applies profiles for renewal, contact election, storage and external sharing to "
        "Microsoft 365 Groups. The body says which profiles, which groups, and what happens to their open tasks.",
    "ApplyGroupsPolicy": "Puts Microsoft 365 Groups, teams or communities under a policy. The body says which "
        "policy, which of its settings, and to which groups.",
    "LockWorkspaces": "Locks site collections and the sites of groups, against changes or against any access. The "
        f"body lists them or the filter selects them. {_BULK}",
    "UpdateMetadatas": f"Sets metadata of workspaces. The body has the new values and lists the workspaces. {_BULK}",
    "CompleteWorkspaceRenewalTask": "Completes or cancels the open renewal tasks of workspaces in the place of "
        f"their assignees. The body lists the workspaces or the filter selects them. {_BULK}",
    "TriggerWorkspaceRenewal": "Starts the renewal of workspaces before it is due. The body lists them or the "
        f"filter selects them. {_BULK}",
    "ApplySitesPolicy": "Puts site collections under a policy. The body says which policy, which of its settings, "
        "and to which site collections.",
    "ApplySiteProfiles": "Applies profiles for renewal, contact election, storage and external sharing to site "
        "collections. The body says which profiles, which site collections, and what happens to their open tasks.",
    "ApplyTeamProfiles": "Applies profiles for renewal, contact election, storage and external sharing to teams. "
        "The body says which profiles, which teams, and what happens to their open tasks.",
    "UnlockWorkspace": "Unlocks site collections and the sites of groups. The body lists them or the filter "
        f"selects them. {_BULK}",
    "GetOngoingTasks": "Lists the tasks about one workspace that are still open. Each has its name, the kind of "
        "service it comes from and the identifier of the workspace.",
    # admin/job_monitor, admin/jobs
    "GetAllJobMonitorReports": "Lists the bulk jobs that administrators have started, such as unlocking workspaces "
        "or setting contacts. Each row has the kind of job, its state, the report's file name and who started it.",
    "GetWorkspacejobBasicInfo": "Reads one bulk job of an administrator: its kind, state, report file and who "
        "started it. Works for jobs that unlock or restore workspaces, set contacts, or refresh the invitation "
        "state of guests.",
    "GetJobs": "Lists the background jobs of the service itself, timers included. Each row has the kind of job, its "
        "priority, its state, and when it runs next.",
    "GetRelatedJobs": "Lists the background jobs of the service that concern one workspace or guest user. Returns "
        "them with their parameters and state.",
    # admin/metadata
    "GetAllMetadata": "Lists the metadata fields that administrators have defined for requests and workspaces. Each "
        "row has the name, the kind of value and where it is shown.",
    "GetSingleMetadataById": "Reads the definition of one metadata field: its kind, who may set it, and the allowed "
        "or default values.",
    # admin/office365, admin/office365_settings
    "GetAzureADExtensionPropertyNamesWithDataType": "Lists the extension properties that a tenant has defined in "
        "Microsoft Entra ID. Returns each with its name and data type.",
    "GetAzureAdCustomPropertyNames": "Lists the names of the custom properties that a tenant has defined in "
        "Microsoft Entra ID.",
    "GetDownloadFileUrL": "Makes an address from which a file of the service, such as a report, can be downloaded "
        "without credentials. Returns the address, the name of the file and when the address expires. Whoever has "
        "the address has the file.",
    "GetTenantIdByUrl": "Looks up the Microsoft 365 tenant to which an address in SharePoint belongs.",
    "GetTenantIds": "Looks up the Microsoft 365 tenants of the workspaces that a filter selects.",
    "GetUploadFileUrL": "Makes an address to which a file, such as a list of workspaces to import, can be uploaded "
        "without credentials. Returns the address, the file name by which other operations know the upload, and "
        "when the address expires. Whoever has the address can write the file.",
    "AddWebUserCustomAction": "Adds a script or a command to a site as a user custom action of SharePoint. An "
        "action of the same name is replaced.",
    "DeleteWebUserCustomAction": "Removes a user custom action of SharePoint from a site, by its name.",
    "UpdateDenyAddAndCustomizePagesStatus": "Switches SharePoint's protection against custom scripts "
        "(DenyAddAndCustomizePages) on or off for a site collection.",
    # admin/report
    "GetRequestReport": "Lists all requests with the times of their last approval and their completion, for "
        "reports. Otherwise each row is as `get_all_requests` gives it.",
    "GeTaskReport": "Lists all tasks with their requests, for reports. Each row has the assignee, the outcome, and "
        "when task and request changed last.",
    "GetWorkspaceReport": "Lists all workspaces under governance, for reports. Each row has the contacts, "
        "administrators, profiles, sharing, storage and renewal.",
    # admin/system_settings
    "GetHookMessageSamples": "Reads samples of the messages that the service sends to webhooks. Returns one of each "
        "kind: requests, tasks, renewals, imports, elections and lifecycle.",
    # office365
    "GetAllSiteDesigns": "Lists the site designs of the tenant to which a site belongs. Returns each with its "
        "title, preview image, scripts and the templates it suits.",
    "GetGroupAllMembersByGroupValue": "Lists the members of a group, its owners included, as many as `top` says, "
        "from `skip` on. The group is named by its object identifier in Microsoft Entra ID, its name or its address.",
    "GetGroupMembers": "Lists the members of a group who are not its owners, as many as `top` says, from `skip` on.",
    "GetGroupOwners": "Lists the owners of a group, as many as `top` says, from `skip` on.",
    "GetHubSitesByUrl": "Lists the hub sites of the tenant to which a site belongs. Returns their identifiers and "
        "titles.",
    "GetHubSiteUrlsByUrl": "Lists the hub sites of the tenant to which a site belongs, with their addresses and "
        "titles.",
    "GetPermissions": "Reads which users and groups have which permissions in a site, as needed to fill in a "
        "request to create a list in it.",
    "GetRoleAssignment": "Lists who has which permission levels on a SharePoint object. Returns one entry for each "
        "user or group.",
    "CreateSecurityGroup": "Creates a mail-enabled security group at once, without a request. The body has its "
        "name, address, owners and members.",
    "RemoveSecurityGroup": "Deletes a mail-enabled security group at once, without a request.",
    "GetSiteDesigns": "Lists the identifiers and names of the site designs of the tenant to which a site belongs. "
        "`get_all_site_designs` gives their details.",
    "HasPermission": "Tells whether a user has any permission on a site collection.",
    "GetSitePermissionLevels": "Lists the permission levels of a site, such as Read or Contribute. Returns each with "
        "its description and whether it is excluded from requests.",
    "GetSiteSensitivityLabels": "Reads which sensitivity labels and classifications can be given to a site. Returns "
        "both lists, and whether labels are switched on.",
    "GetSiteSharePointGroups": "Lists the SharePoint groups of a site with their owners, members and permission "
        "levels.",
    "GetSiteStatus": "Tells whether a site collection exists under an address, and whether it is active, deleted, "
        "locked or read-only.",
    "GetSiteTemplates": "Lists the site templates that a site's tenant offers in a language.",
    "GetOwnedTeams": "Lists the teams of which the caller is an owner. Returns their identifiers and names.",
    "GetTeamSiteDesigns": "Lists the site designs of a tenant that suit team sites. Returns their identifiers and "
        "names.",
    "GetOfficeSiteTemplates": "Lists the site templates that a tenant offers in a language.",
    # requests
    "SubmitDynamicRequest": "Submits a request to a dynamic service, which carries out a chain of activities. "
        "`activity_galleries` of the body has the settings of each activity. Returns the identifier of the new "
        f"request. {_LATER}",
    "SubmitDynamicRequestByTemplate": "Submits a request to a dynamic service from the template that "
        "`get_dynamic_service_request_template` gave, with the values filled in. Returns the identifier of the new "
        f"request. {_LATER}",
    "GetDynamicRequest": "Reads a request to a dynamic service. Returns what was asked for, how far the request has "
        "come, and its activities by the fields that all of them have.",
    "IsUrlExistsInPendingRequests": "Tells whether a request that is not yet decided asks for a site collection "
        "under an address.",
    "GetMyRequests": "Lists the requests that the caller has submitted. Each row has the service, the state and who "
        "is to act next.",
    "GetSiteCollectionLifecycleRequest": "Reads a request to archive, lock, unlock, extend or delete a site "
        "collection, or to change its policy or quota. Returns the fields that all of these requests have.",
    "GetRequestById": "Reads any request by the fields that all requests have: service, requester, state, metadata "
        "and times.",
    "CancelRequest": "Cancels a request that is not yet decided.",
    "GetTasks": "Lists the tasks that a request has led to, such as its approvals.",
    # services
    "GetContentMoveProfiles": "Lists the mappings, filter policies and backup storages from which a request to copy "
        "or move content can choose.",
    "ValidateEmailForCreateGuestUserService": "Asks a service whether a guest user may be invited under a mail "
        "address. The answer is in `is_valid`, with a message when it is no: status 200 alone does not mean yes.",
    "ValidateEmailsForCreateGuestUserService": "Asks a service whether guest users may be invited under several mail "
        "addresses. Changes nothing. The body is the list of addresses; returns a list of texts whose meaning is not "
        "documented.",
    "ValidateForCreateGuestUserService": "Asks a service whether guest users may be added to groups. Changes nothing. "
        "The body is the list of groups; returns for each whether it may, and why not.",
    "GetCustomService": "Reads a custom service, whose work is done by people or by other systems. Returns its "
        "metadata and custom actions, and a `request_template` to fill in and submit.",
    "GetDynamicService": "Reads a dynamic service, which carries out a chain of activities. Returns its names, "
        "languages, activities (`activity_gallery_flow`) and approval process.",
    "GetDynamicServiceRequestTemplate": "Reads a template of the requests to a dynamic service. Returns its "
        "activities with their default settings, to fill in and submit by `submit_dynamic_request_by_template`.",
    "GetServiceId": "Looks up a service by its name. Returns its identifier.",
    "GetMyServices": "Lists the services to which the caller may submit requests. Each row has the kind of service, "
        "its category, and the questionnaire that leads to it, if any.",
    # settings
    "GetMyPersonalSettings": "Reads the caller's own settings: language and time zone.",
    "GetDynamicMembershipRuleItems": "Lists the user properties on which rules for dynamic membership in groups can "
        "be built. Returns them in three lists: contact, license and organization.",
    "GetPermissionLevels": "Lists the SharePoint permission levels that are known to the service.",
    # tasks
    "SubmitContinueAccessGroupAutoTask": "Completes the caller's task about a Microsoft 365 Group, team or "
        "community that was out of use: it is still needed.",
    "SubmitContinueAccessSiteAutoTask": "Completes the caller's task about a site collection that was out of use: "
        "it is still needed.",
    "SubmitExtendGroupAutoTask": "Completes the caller's task about a Microsoft 365 Group, team or community whose "
        "lease ends: the lease is extended. The body names the task and the duration.",
    "SubmitExtendSiteAutoTask": "Completes the caller's task about a site collection whose lease ends: the lease is "
        "extended. The body names the task and the duration.",
    "GetMyTasks": "Lists the tasks that are assigned to the caller. Each row has the request, the requester, the "
        "due date and the state.",
    "GetTaskByBatchId": "Reads the caller's task that represents a batch of tasks.",
    "GetTaskById": "Reads a task: what it is about, who is to act, the comments, and the actions that can be taken.",
    "ApproveTask": "Approves the request that a task is about. The request goes on to its next stage of approval, "
        "or is carried out after the last one.",
    "GetBatchTasksById": "Lists the tasks of the batch to which a task belongs.",
    "EditDynamicServiceRequest": "Replaces the content of a request to a dynamic service, from within a task. It is "
        "meant for the assignee of a task whose `allow_edit` is true; the task itself remains to be decided.",
    "ReassignTask": "Gives a task to another user. It is meant for the assignee of a task whose `allow_reassign` is "
        "true.",
    "RejectTask": "Rejects the request that a task is about, or passes it back to the requester for correction.",
    "RetryErrorTask": "Runs a failed step of a request again. It is meant for the assignee of the task that the "
        "failure has led to.",
    "SkipErrorTask": "Leaves out a failed step of a request, and goes on with the next. It is meant for the assignee "
        "of the task that the failure has led to.",
    # users
    "FilterUsersByAttribute": "Lists the users one of whose properties in Microsoft Entra ID has a given value. "
        "Returns the first 100 at most.",
    "ResolveUsers": "Returns the users and groups whose name or address is exactly the text that a person typed.",
    "SearchUsers": "Lists the users and groups whose name or address matches the text that a person has typed so far.",
    "GetExtensionAzureAdUserPropertyValues": "Lists the extension properties of a user in Microsoft Entra ID. "
        "Returns each with its value.",
    "GetAzureAdUserPropertyValue": "Reads one property of a user in Microsoft Entra ID.",
    "IsMemberOfGroup": "Tells whether a user is a member of a group.",
    # workspace
    "GetMyExchangeResourceInformation": "Reads one of the caller's groups in Exchange: owners, profiles, contacts, "
        "metadata and the phase of its renewal or import.",
    "GetMyGroupInformation": "Reads one of the caller's Microsoft 365 Groups, teams or communities: owners, links, "
        "storage, sharing, profiles, contacts, metadata and the phase of its renewal or import.",
    "GetGroupMetadata": "Lists the metadata fields of a Microsoft 365 Group, team or community with their values.",
    "GetWorkspaceItems": "Lists the caller's workspaces. Each row has the contacts, profiles, state, and the action "
        "that is pending.",
    "GetMyResourceMailboxInformation": "Reads one of the caller's room or equipment mailboxes: profiles, contacts, "
        "metadata and the phase of its renewal or import.",
    "GetMySharedMailboxInformation": "Reads one of the caller's shared mailboxes: profiles, contacts, metadata and "
        "the phase of its renewal or import.",
    "GetSiteMetadata": "Lists the metadata fields of a site collection. Returns the definition of each, with the "
        "values it has or may have.",
    "GetMySiteInformation": "Reads one of the caller's site collections or subsites: administrators, storage, "
        "sharing, profiles, contacts, metadata and the phase of its renewal or import.",
}

SUMMARIES = {}
for _part in (_requests(), _galleries(), _services(), _validations(), _OTHERS):
    _twice = SUMMARIES.keys() & _part.keys()
    if _twice:
        raise SystemExit(f"prose/operations.py describes {sorted(_twice)} twice")
    SUMMARIES |= _part
